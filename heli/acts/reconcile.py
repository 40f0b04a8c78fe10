"""Reconciling (对账): the record against itself, and every live row of state against the newest image on record of it.

An image is the whole row as an act left it. So a row that was changed past the guard, lost, or written by half shows here,
and so does an act that recorded something else than it stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from heli.acts.doors import installation_id
from heli.acts.rows import image, kind_code
from heli.acts.tables import kind_of
from heli.ledger.leaf import NotCanonical, commitment
from heli.ledger.models import Queue
from heli.ledger.record import origin
from heli.ledger.verify import CHUNK, Checked, Fault, chain_fault, faults_of, position_faults, read_all, snapshot

GENERATOR = "door.generator"
GONE = 2**62  # the version of a removed row: ids are never used again


@dataclass(frozen=True)
class Report:
    """What was looked at and what does not fit. `waiting` entries have no position yet; no entry knows `unrecorded` rows."""

    entries: int
    rows: int
    waiting: int
    unrecorded: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _Newest:
    """The newest image of a row on record: where it stands and what its commitment is."""

    version: int
    entry: UUID
    path: str
    salt: bytes
    promised: str


def reconcile(*, live: bool = True) -> Report:
    """Check everything in one snapshot, while others go on working. Holds one image reference a row in memory.

    Without `live` the record alone: a database of an older program has rows that this one cannot read yet.
    """
    with snapshot():
        newest: dict[tuple[str, str], _Newest] = {}
        faults: list[Fault] = []
        entries, generated, before = 0, False, None
        for one in read_all():
            entries += 1
            generated = generated or one.entry.act == GENERATOR
            faults += faults_of(one)
            if broken := chain_fault(one, before):
                faults.append(broken)
            _note_images(one, newest)
            before = one
        faults += position_faults()
        rows, unrecorded = _compare(newest, faults) if live else (0, 0)
        if unrecorded and not generated:
            faults.append(Fault("数据", f"有 {unrecorded} 行数据没有办理记录"))
        return Report(entries, rows, Queue.objects.count(), unrecorded, tuple(faults))


def _note_images(one: Checked, newest: dict[tuple[str, str], _Newest]) -> None:
    for kind, id_, promised in one.said["after"]:
        path = f"after.{kind}.{id_}"
        if path not in one.opened:
            continue  # a fault of the entry already
        salt, value = one.opened[path]
        version = GONE if value is None else int(value.get("version", 0))
        known = newest.get((kind, id_))
        if known is None or version > known.version:
            newest[(kind, id_)] = _Newest(version, one.entry.id, path, salt, promised)


def _compare(newest: dict[tuple[str, str], _Newest], faults: list[Fault]) -> tuple[int, int]:
    """Live rows against images; how many rows were read, and how many of them no entry knows."""
    rows = unrecorded = 0
    for kind, id_, live in _live():
        rows += 1
        known = newest.pop((kind, id_), None)
        if known is None:
            unrecorded += id_ != str(installation_id())  # made by the first migration, before there were acts
        elif known.version == GONE:
            faults.append(Fault(f"{kind}:{id_}", "记录中已删除，数据中仍在"))
        elif not _fits(known, live):
            faults.append(Fault(f"{kind}:{id_}", f"与最近一次办理的记录 {known.entry} 不符"))
    lost = (place for place, known in newest.items() if known.version != GONE)
    faults += (Fault(f"{kind}:{id_}", "记录中有，数据中没有") for kind, id_ in sorted(lost))
    return rows, unrecorded


def _live() -> Iterator[tuple[str, str, Model]]:
    for model in _state_models():
        code = kind_code(model)
        for row in model._default_manager.order_by("pk").iterator(chunk_size=CHUNK):
            yield code, str(row.pk), row


def _state_models() -> list[type[Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if kind_of(m) == "state"]


def _fits(known: _Newest, live: Model) -> bool:
    try:
        said: Any = image(live)
        return commitment(known.salt, origin(), known.entry, known.path, said) == known.promised
    except NotCanonical:
        return False
