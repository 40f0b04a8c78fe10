"""Counters of numbers."""

from __future__ import annotations

from django.db import models

from heli.acts.rows import Row


class Counter(Row):
    """The last number given for a kind in a year. Its root is the installation: whoever takes a number holds its lock."""

    kind = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="papers_counter_of_year")]
