"""Bytes of the ledger: canonical JSON, commitments, leaf hashes (security.md §3). Pure functions.

JCS is RFC 8785 on a narrow set where `json.dumps` equals it byte for byte; the encoder refuses everything else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

KEY = re.compile(r"[a-z][a-z0-9_.]*\Z")
SURROGATE = re.compile("[\ud800-\udfff]")
MAX_INTEGER = 2**53 - 1
MAX_LEAF = 60_000
SEPARATOR = b"\x1f"


class NotCanonical(ValueError):
    """A value outside the narrow set: a float, a non-NFC string, a key in other letters, a number too large."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of `value`; `NotCanonical` for anything outside the set."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _check(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"integer out of range: {value}")
    elif isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value) or SURROGATE.search(value):
            raise NotCanonical("string is not NFC text")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not KEY.match(key):
                raise NotCanonical(f"key not allowed: {key!r}")
            _check(item)
    else:
        raise NotCanonical(f"type not allowed: {type(value).__name__}")


def new_salt() -> bytes:
    """32 random bytes, new for each field and entry: one district has few enough resident ids to try them all."""
    return secrets.token_bytes(32)


def commitment(salt: bytes, origin: str, entry: UUID, path: str, value: Any) -> str:
    """HMAC-SHA-256 under `salt` of where the value stands and what it is; hex."""
    message = SEPARATOR.join([b"heli/commit/v1", origin.encode(), str(entry).encode(), path.encode(), canonical(value)])
    return hmac.new(salt, message, hashlib.sha256).hexdigest()


def leaf_bytes(book: str, entry: Mapping[str, Any]) -> bytes:
    """The bytes of a leaf: a line that separates books and versions, then the entry. At most 60,000 bytes (tlog-tiles)."""
    result = f"heli/{book}/v1\n".encode() + canonical(dict(entry))
    if len(result) > MAX_LEAF:
        raise NotCanonical(f"leaf of {len(result)} bytes; longer input enters as a digest")
    return result


def leaf_hash(leaf: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256 of 0x00 and the leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()
