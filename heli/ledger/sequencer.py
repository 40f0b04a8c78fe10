"""The sequencer: gives committed entries a dense position. Index order is not commit order; `prev` orders within a subject.

Why this is safe: a row of the queue becomes visible only with its entry's commit, and exactly the rows that were read are
deleted, by their list of ids. Deleting by `id <= max` lost a row on PostgreSQL, where a lower id may commit later.
Two sequencers meet at the primary key of `Leaf` and one of them gives up (F03).
"""

from __future__ import annotations

from django.db import IntegrityError, OperationalError, connection, transaction

from heli.ledger.models import Entry, Leaf, Queue

BATCH = 5_000
ADVISORY_LOCK = 0x48454C49  # "HELI"


def run_once(batch: int = BATCH) -> int:
    """Give positions to at most `batch` waiting entries in one transaction; returns how many.

    Returns 0 as well when another sequencer is at it.
    """
    from heli.ledger.doors import door

    try:
        with transaction.atomic(), door("sequencer"):
            if not _alone():
                return 0
            waiting = list(Queue.objects.order_by("id").values_list("id", "entry")[:batch])
            if not waiting:
                return 0
            hashes = dict(Entry.objects.filter(id__in=[e for _, e in waiting]).values_list("id", "hash"))
            last = Leaf.objects.order_by("-idx").values_list("idx", flat=True).first()
            start = 0 if last is None else last + 1
            Leaf.objects.bulk_create([Leaf(idx=start + i, entry=e, hash=hashes[e]) for i, (_, e) in enumerate(waiting)])
            Queue.objects.filter(id__in=[q for q, _ in waiting]).delete()
            return len(waiting)
    except (IntegrityError, OperationalError):
        return 0


def drain() -> int:
    """Run until the queue is empty; returns how many entries got a position."""
    total = 0
    while done := run_once():
        total += done
    return total


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # BEGIN IMMEDIATE has the only write lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])
