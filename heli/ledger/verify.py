"""Checking the record against itself: leaves, copies in columns, openings, chains, positions. Nothing is written.

What it proves is that nothing was changed by accident or by hand since it was written; heads that leave the house will
prove it against whoever can rewrite everything (security.md §3).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max

from heli.kernel.time import stamp
from heli.ledger.leaf import commitment, leaf_hash
from heli.ledger.models import Entry, Leaf, Opening, Queue
from heli.ledger.record import origin

CHUNK = 500


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: `where` names an entry, a position or a row, `what` is a sentence."""

    where: str
    what: str


@dataclass(frozen=True)
class Checked:
    """An entry with what its leaf says and its openings by path: salt and value."""

    entry: Entry
    said: Mapping[str, Any]
    opened: Mapping[str, tuple[bytes, Any]]

    @property
    def promised(self) -> dict[str, str]:
        """Path → commitment of everything that the leaf commits to."""
        after = {f"after.{kind}.{id_}": digest for kind, id_, digest in self.said["after"]}
        return {**self.said["protected"], **after}


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for many reads, while others go on writing; inside a transaction there is one already."""
    if connection.in_atomic_block:
        yield
        return
    # not `atomic`: on SQLite that would take the only write lock for as long as the check lasts
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def read_all() -> Iterator[Checked]:
    """Every entry, in the order of subject and number, with its openings; two queries for five hundred."""
    chunk: list[Entry] = []
    for entry in Entry.objects.order_by("subject", "nth", "id").iterator(chunk_size=CHUNK):
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield from _with_openings(chunk)
            chunk = []
    yield from _with_openings(chunk)


def _with_openings(entries: Sequence[Entry]) -> Iterator[Checked]:
    found: dict[UUID, dict[str, tuple[bytes, Any]]] = {}
    rows = Opening.objects.filter(entry__in=[e.id for e in entries]).values_list("entry", "path", "salt", "value")
    for id_, path, salt, value in rows:
        found.setdefault(id_, {})[path] = (bytes(salt), json.loads(value))
    for entry in entries:
        yield Checked(entry, json.loads(bytes(entry.leaf).partition(b"\n")[2]), found.get(entry.id, {}))


def faults_of(one: Checked) -> Iterator[Fault]:
    """What is wrong inside one entry: its hash, the copies in its columns, its openings."""
    where = f"记录 {one.entry.id}"
    if leaf_hash(bytes(one.entry.leaf)) != bytes(one.entry.hash):
        yield Fault(where, "内容与哈希值不符")
    for name, said, copy in _copies(one):
        if said != copy:
            yield Fault(where, f"列 {name} 与内容不符")
    promised = one.promised
    for path in sorted(promised.keys() | one.opened.keys()):
        if path not in one.opened:
            yield Fault(where, f"缺少 {path} 的原值")
        elif path not in promised:
            yield Fault(where, f"{path} 的原值不在记录之内")
        elif commitment(one.opened[path][0], origin(), one.entry.id, path, one.opened[path][1]) != promised[path]:
            yield Fault(where, f"{path} 的原值与记录不符")


def _copies(one: Checked) -> Iterator[tuple[str, Any, Any]]:
    said, entry = one.said, one.entry
    result = f"{entry.result_kind}:{entry.result}" if entry.result else None
    yield from (
        ("id", said["id"], str(entry.id)),
        ("at", said["at"], stamp(entry.at)),
        ("act", said["act"], entry.act),
        ("clause", said["clause"], entry.clause),
        ("decision", said["decision"], entry.decision),
        ("parent", said["parent"], _text(entry.parent)),
        ("person", said["who"]["person"], _text(entry.person)),
        ("post", said["who"]["post"], _text(entry.post)),
        ("unit", said["who"]["unit"], _text(entry.unit)),
        ("root", said["root"], {"kind": entry.root_kind, "id": str(entry.root)}),
        ("subject", (said["subject"]["kind"], said["subject"]["id"]), (entry.subject_kind, str(entry.subject))),
        ("result", said["result"], result),
    )


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def chain_fault(one: Checked, before: Checked | None) -> Fault | None:
    """What is wrong between an entry and the one read before it: numbers of one subject are dense from 1, each names the last."""
    entry = one.entry
    if entry.nth is None:
        return None
    first = before is None or before.entry.subject != entry.subject or before.entry.nth is None
    last_nth, last_hash = (0, None) if first or before is None else (before.entry.nth or 0, bytes(before.entry.hash).hex())
    if entry.nth != last_nth + 1:
        return Fault(f"记录 {entry.id}", f"同一事物的第 {last_nth + 1} 条记录缺失")
    if one.said["prev"] != last_hash:
        return Fault(f"记录 {entry.id}", "与前一条记录衔接不上")
    return None


def position_faults() -> Iterator[Fault]:
    """Positions are dense from 0; every entry has one or waits for one, never both; the hash beside it is that of the entry."""
    count, highest = (Leaf.objects.aggregate(n=Count("idx"), top=Max("idx"))[k] for k in ("n", "top"))
    if count and highest != count - 1:
        yield Fault(f"位置 {highest}", f"位置不连续：共 {count} 个，最大为 {highest}")
    hashes: dict[UUID, bytes] = {}
    for id_, digest in Entry.objects.values_list("id", "hash").iterator(chunk_size=CHUNK):
        hashes[id_] = bytes(digest)
    placed = set()
    for idx, id_, digest in Leaf.objects.values_list("idx", "entry", "hash").iterator(chunk_size=CHUNK):
        placed.add(id_)
        if hashes.get(id_) != bytes(digest):
            yield Fault(f"位置 {idx}", "所指的记录不存在或哈希值不同")
    waiting = set(Queue.objects.values_list("entry", flat=True))
    yield from (Fault(f"记录 {e}", "已有位置，又在等待排序") for e in sorted(waiting & placed))
    yield from (Fault(f"记录 {e}", "没有位置，也不在等待排序") for e in sorted(hashes.keys() - placed - waiting))
