"""Roots, and the small tables by which consumers and the worker keep their place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Root(models.Model):
    """What a state row belongs to: a collaboration, an organisation, the norm, the installation. Its row is the lock of an act.

    The root is also how the data would be spread over machines one day.
    """

    heli_table: ClassVar[str] = "state"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=40, db_index=True)


class Cursor(models.Model):
    """How far a consumer has read; written in the transaction of what it derived."""

    heli_table: ClassVar[str] = "derived"
    heli_consumer: ClassVar[str] = "*"

    consumer = models.CharField(max_length=80, primary_key=True)
    idx = models.BigIntegerField()


class Stamp(models.Model):
    """The last position of a root: what a live page polls with an ETag."""

    heli_table: ClassVar[str] = "derived"
    heli_consumer: ClassVar[str] = "stamps"

    root = models.UUIDField(primary_key=True)
    idx = models.BigIntegerField()
    at = models.DateTimeField()


class Touch(models.Model):
    """A row that a deed about something else has written: how the timeline of a duty finds the paste that made it."""

    heli_table: ClassVar[str] = "derived"
    heli_consumer: ClassVar[str] = "touches"

    row = models.UUIDField()
    entry = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "entry"], name="acts_touch_once")]


class Heartbeat(models.Model):
    """Sign of life of a process; read by /healthz."""

    heli_table: ClassVar[str] = "framework"

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
