"""Tokens of links. Whoever holds one may come in, so that only their digests are kept."""

import hashlib
import secrets


def new_token() -> str:
    """A token that nobody can guess, in 43 characters that stand well in an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token. It is random and long, so that a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
