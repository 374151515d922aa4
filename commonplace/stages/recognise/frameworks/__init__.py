"""Frameworks of what people can learn (CASE), brought in and given out. It knows nothing of the site, and works alone."""
