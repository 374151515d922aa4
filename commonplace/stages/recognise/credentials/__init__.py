"""Credentials: read, verified and issued. It knows nothing of the site, and works alone."""
