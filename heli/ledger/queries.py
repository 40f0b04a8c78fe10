"""Reading the ledger: openings by path, the last position. Who may see an entry is decided where it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from heli.ledger.models import Entry, Leaf, Opening


def openings(entries: Iterable[UUID], *, rows: bool = False, path: str = "") -> dict[UUID, dict[str, Any]]:
    """The opened values of many entries by path, or of one `path`; the images of written rows only if `rows`. One query."""
    found = Opening.objects.filter(entry__in=list(entries))
    if path:
        found = found.filter(path=path)
    elif not rows:
        found = found.exclude(path__startswith="after.")
    result: dict[UUID, dict[str, Any]] = {}
    for entry, path, value in found.values_list("entry", "path", "value"):
        result.setdefault(entry, {})[path] = json.loads(value)
    return result


def last_position() -> int:
    """The highest position given so far; -1 when there is none."""
    last = Leaf.objects.order_by("-idx").values_list("idx", flat=True).first()
    return -1 if last is None else last


def entries_after(idx: int, limit: int) -> list[tuple[int, Entry]]:
    """The next entries by position: how every consumer reads. Two queries."""
    places = list(Leaf.objects.filter(idx__gt=idx).order_by("idx").values_list("idx", "entry")[:limit])
    found = Entry.objects.in_bulk([e for _, e in places])
    return [(i, found[e]) for i, e in places]


def written(entry: Entry) -> list[UUID]:
    """The ids of the rows that a deed has written, as its leaf says."""
    document = json.loads(bytes(entry.leaf).split(b"\n", 1)[1])
    return [UUID(id_) for _, id_, _ in document["after"]]
