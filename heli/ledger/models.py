"""Tables of the ledger. Rows are only ever added; triggers refuse UPDATE, DELETE and TRUNCATE (heli.acts.guard installs them).

Ids of other rooms stand here without foreign keys: the ledger lies below them and outlives them.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One deed, one refusal, or one use of a door. `leaf` is what was said; the columns are copies that verification compares."""

    heli_table = "ledger"

    id = models.UUIDField(primary_key=True, editable=False)
    leaf = models.BinaryField()
    hash = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=80)
    clause = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=12)
    person = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    root_kind = models.CharField(max_length=40)
    root = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    nth = models.PositiveIntegerField(null=True)
    parent = models.UUIDField(null=True)
    result_kind = models.CharField(max_length=40, blank=True)
    result = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "nth"], name="ledger_entry_chain"),
        ]
        indexes = [
            models.Index(fields=["root", "at"], name="ledger_entry_root"),
            models.Index(fields=["person", "at"], name="ledger_entry_person"),
            models.Index(fields=["result"], name="ledger_entry_result", condition=models.Q(result__isnull=False)),
        ]


class Opening(models.Model):
    """Salt and value behind one commitment of an entry. Unencrypted for now; only an act may delete one (erasure comes later)."""

    heli_table = "openings"

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField()
    path = models.CharField(max_length=120)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "path"], name="ledger_opening_path")]


class Queue(models.Model):
    """An entry that is committed but has no position yet."""

    heli_table = "queue"

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField()


class Leaf(models.Model):
    """The position of an entry: dense, from 0. The index is the key, so two sequencers collide instead of forking."""

    heli_table = "sequence"

    idx = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)
