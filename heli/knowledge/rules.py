"""Rules of the archive: the digest of what is filed, and whether it still is what was filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heli.collaborations.plan.rules import digest
from heli.kernel.clock import Term

FILE = "file"
IN_MONTHS = {"mo": 1, "y": 12}


def months(term: Term) -> int:
    """The length of a term in months; `LookupError` for one that is not counted in months or years."""
    return term.amount * IN_MONTHS[term.unit]


def digest_of(source: str, content: Mapping[str, Any]) -> str:
    """SHA-256, hex: of a file that of its octets, so that anybody can compare; else of the content in canonical form."""
    return str(content.get("digest", "")) if source == FILE else digest(dict(content))
