"""What a post is told, derived from the ledger, and how far it has read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.acts.rows import Row
from heli.people.models import Post


class Notice(models.Model):
    """One entry of the ledger that one post is told of. Holds ids only: the text is made when it is read (T13).

    `idx` is the position of the entry, `about` what the deed was about or what it made.
    """

    heli_table: ClassVar[str] = "derived"
    heli_consumer: ClassVar[str] = "notices"

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField()
    post = models.UUIDField()
    idx = models.BigIntegerField()
    act = models.CharField(max_length=80)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "post"], name="notices_notice_once")]
        indexes = [models.Index(fields=["post", "idx"], name="notices_notice_post")]


class ReadMark(Row):
    """How far the holders of a post have read its notices: a position of the ledger."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="+")
    upto = models.BigIntegerField()
