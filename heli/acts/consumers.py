"""Consumers: what is derived from the sequenced ledger after the commit. At least once, each with a key per entry.

A consumer's rows and its cursor are written in one transaction, so in the house's own tables nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from heli.acts.models import Cursor, Stamp, Touch
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.ledger.queries import entries_after, written

BATCH = 500
Entries = Sequence[tuple[int, Entry]]
Handler = Callable[[Entries], None]


@dataclass(frozen=True)
class Consumer:
    """A named reader of the ledger and the derived tables that it alone writes."""

    name: str
    handle: Handler


_consumers: dict[str, Consumer] = {}


def consumer(name: str) -> Callable[[Handler], Handler]:
    """Declare the decorated function as a consumer; it is given positions and entries in order."""

    def declare(handle: Handler) -> Handler:
        _consumers[name] = Consumer(name, handle)
        return handle

    return declare


def all_consumers() -> tuple[Consumer, ...]:
    """Every consumer in order of its name."""
    return tuple(_consumers[n] for n in sorted(_consumers))


def advance(one: Consumer, batch: int = BATCH) -> int:
    """Let a consumer read its next entries; returns how many it read."""
    with transaction.atomic(), door("consumer"):
        cursor = Cursor.objects.select_for_update().filter(consumer=one.name).first() or Cursor(consumer=one.name, idx=-1)
        entries = entries_after(cursor.idx, batch)
        if entries:
            one.handle(entries)
            cursor.idx = entries[-1][0]
            cursor.save()
        return len(entries)


def drain() -> int:
    """Let every consumer read to the end; returns how many entries were read in all."""
    total = 0
    for one in all_consumers():
        while done := advance(one):
            total += done
    return total


def rebuild(name: str, models: Sequence[type]) -> int:
    """Empty the derived `models` and read the whole ledger again."""
    with transaction.atomic(), door("consumer"):
        for model in models:
            model._default_manager.all().delete()  # type: ignore[attr-defined]
        Cursor.objects.filter(consumer=name).delete()
    total = 0
    while done := advance(_consumers[name]):
        total += done
    return total


@consumer("stamps")
def stamp_roots(entries: Entries) -> None:
    """Note the last position of each root, so that a live page can ask cheaply whether anything happened."""
    last = {entry.root: Stamp(root=entry.root, idx=idx, at=entry.at) for idx, entry in entries if entry.decision == "done"}
    Stamp.objects.bulk_create(last.values(), update_conflicts=True, unique_fields=["root"], update_fields=["idx", "at"])


@consumer("touches")
def note_touches(entries: Entries) -> None:
    """Note which rows a deed has written beside its subject and its result, for their timelines."""
    touched = [
        Touch(row=row, entry=entry.id)
        for _, entry in entries
        for row in written(entry)
        if row not in (entry.subject, entry.result, entry.root)
    ]
    Touch.objects.bulk_create(touched, ignore_conflicts=True)
