"""Identifiers: random where nothing is known, derived where a repeat must find what the first try made."""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID, uuid4


def random_id() -> UUID:
    """A random 128-bit identifier. A name, never a secret."""
    return uuid4()


def derived_id(secret: bytes, *parts: str) -> UUID:
    """The identifier that HMAC-SHA-256 under `secret` gives for `parts`; outsiders can neither guess nor collide it.

    Version 8 of RFC 9562: 122 bits of our own choosing.
    """
    digest = bytearray(hmac.new(secret, "\x1f".join(parts).encode(), sha256).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(digest))
