"""Turning deeds into entries: the shape of an entry, its commitments, and the one place that inserts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from heli.kernel.actor import Actor
from heli.kernel.ref import Ref
from heli.kernel.time import stamp
from heli.ledger.leaf import canonical, commitment, leaf_bytes, leaf_hash, new_salt
from heli.ledger.models import Entry, Opening, Queue

BOOK = "acts"


def origin() -> str:
    """The origin line of this installation's log (security.md §3): part of every commitment, so that none fits another log."""
    return f"heli.{settings.HELI_DEPLOYMENT}/{BOOK}"


@dataclass
class Draft:
    """An entry before it is written.

    `protected` maps a field path to a value that enters as a commitment only: the input, the names of that day, the
    heading of the subject, reasons of a refusal. `after` lists kind, id and full image of each row written (None: removed).
    """

    id: UUID
    act: str
    clause: str
    actor: Actor
    at: datetime
    root: Ref
    subject: Ref
    version: int | None
    decision: str = "done"
    parent: UUID | None = None
    key: str | None = None
    result: Ref | None = None
    protected: dict[str, Any] = field(default_factory=dict)
    after: list[tuple[str, UUID, Mapping[str, Any] | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Receipt:
    """What the actor takes away: the entry and the hash of its leaf."""

    entry: UUID
    hash: str


Tip = tuple[int, bytes]
"""Number and hash of the last entry of a subject; 0 and nothing before the first."""


def standing(entry: UUID, subject: UUID) -> tuple[Entry | None, Tip]:
    """The entry of this id, if the deed has been done before, and the tip of its subject, in one statement.

    The subject's root must be locked, and by an earlier statement: only then does this one see what the last holder wrote.
    """
    table = connection.ops.quote_name(Entry._meta.db_table)
    newest = f"(SELECT id FROM {table} WHERE subject = %s AND nth IS NOT NULL ORDER BY nth DESC LIMIT 1)"
    own, about = (Entry._meta.pk.get_db_prep_value(id_, connection) for id_ in (entry, subject))
    found = list(Entry.objects.raw(f"SELECT * FROM {table} WHERE id = %s OR id = {newest}", [own, about]))
    last = max((e for e in found if e.subject == subject and e.nth), key=lambda e: e.nth or 0, default=None)
    return next((e for e in found if e.id == entry), None), (last.nth or 0, bytes(last.hash)) if last else (0, b"")


def tips(subjects: Sequence[UUID]) -> dict[UUID, Tip]:
    """Number and hash of the last entry of each subject. The subject's root must be locked."""
    newest = Entry.objects.filter(subject__in=set(subjects), nth__isnull=False).order_by("subject", "-nth")
    result: dict[UUID, Tip] = {}
    if len(set(subjects)) == 1:
        newest = newest[:1]
    for subject, nth, digest in newest.values_list("subject", "nth", "hash"):
        result.setdefault(subject, (nth or 0, bytes(digest)))
    return result


def write(drafts: Sequence[Draft], known: Mapping[UUID, Tip] | None = None) -> list[Receipt]:
    """Insert the entries of one transaction with their openings and their place in the queue.

    Three statements, however many; one more where the tip of a subject is not among the `known`.
    """
    last = dict(known or {})
    last |= tips([d.subject.id for d in drafts if d.decision == "done" and d.subject.id not in last])
    entries: list[Entry] = []
    openings: list[Opening] = []
    for draft in drafts:
        chained = draft.decision == "done"
        nth, prev = last.get(draft.subject.id, (0, b"")) if chained else (0, b"")
        document, own = _document(draft, prev)
        entry = _entry(draft, leaf_bytes(BOOK, document), nth + 1 if chained else None)
        if chained:
            last[draft.subject.id] = (nth + 1, bytes(entry.hash))
        entries.append(entry)
        openings += own
    Entry.objects.bulk_create(entries)
    Opening.objects.bulk_create(openings)
    Queue.objects.bulk_create([Queue(entry=e.id) for e in entries])
    return [Receipt(e.id, bytes(e.hash).hex()) for e in entries]


def _document(draft: Draft, prev: bytes) -> tuple[dict[str, Any], list[Opening]]:
    openings: list[Opening] = []

    def commit(path: str, value: Any) -> str:
        salt = new_salt()
        openings.append(Opening(entry=draft.id, path=path, salt=salt, value=canonical(value).decode()))
        return commitment(salt, origin(), draft.id, path, value)

    actor = draft.actor
    after = sorted([kind, str(id_), commit(f"after.{kind}.{id_}", image)] for kind, id_, image in draft.after)
    return {
        "v": 1,
        "id": str(draft.id),
        "parent": _text(draft.parent),
        "at": stamp(draft.at),
        "act": draft.act,
        "clause": draft.clause,
        "who": {
            "person": _text(actor.person),
            "post": _text(actor.post),
            "unit": _text(actor.unit),
            "for": _text(actor.stands_for),
            "system": actor.system,
        },
        "via": actor.via,
        "factor": actor.factor,
        "root": {"kind": draft.root.kind, "id": str(draft.root.id)},
        "subject": {"kind": draft.subject.kind, "id": str(draft.subject.id), "version": draft.version},
        "decision": draft.decision,
        "protected": {path: commit(path, value) for path, value in sorted(draft.protected.items())},
        "result": str(draft.result) if draft.result else None,
        "after": after,
        "prev": prev.hex() or None,
        "key": draft.key,
    }, openings


def _entry(draft: Draft, leaf: bytes, nth: int | None) -> Entry:
    return Entry(
        id=draft.id,
        leaf=leaf,
        hash=leaf_hash(leaf),
        at=draft.at,
        act=draft.act,
        clause=draft.clause,
        decision=draft.decision,
        person=draft.actor.person,
        post=draft.actor.post,
        unit=draft.actor.unit,
        root_kind=draft.root.kind,
        root=draft.root.id,
        subject_kind=draft.subject.kind,
        subject=draft.subject.id,
        nth=nth,
        parent=draft.parent,
        result_kind=draft.result.kind if draft.result else "",
        result=draft.result.id if draft.result else None,
    )


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
