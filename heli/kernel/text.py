"""Text as it may enter the record: NFC, no control or bidirectional-override characters (T46)."""

from __future__ import annotations

import unicodedata

from django.utils.functional import Promise

Text = str | Promise
"""Words for people: plain, or translated when they are shown."""

_KEEP = {"\n", "\t"}
_BIDI = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


def clean(text: str) -> str:
    """`text` in NFC, line ends as \\n, without control and bidi characters, trimmed at both ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        c for c in text if c in _KEEP or (c not in _BIDI and unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    ).strip()
