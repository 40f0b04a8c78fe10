"""`Dated`: what holds from one day to another, so that "who was responsible on day D" always has an answer.

Days are Shanghai days; `valid_to` is the first day on which it no longer holds, open when None. Two rows with the same
`dated_by` fields may not overlap: a trigger in the database says so (heli.acts.guard).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q


def in_force(day: date, prefix: str = "") -> Q:
    """The rows that hold on `day`, through the relation `prefix` (e.g. "holdings__")."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def from_then_on(day: date) -> Q:
    """The rows that hold on `day` or will hold on a later one."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


class Dated(models.Model):
    """Base of rows with a period. Give `dated_by`: the fields for which at most one row may hold on a day."""

    dated_by: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether this row is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
