"""Reading who held a post on the day of a deed, and how the unit was called then: what is done keeps the names of its day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from heli.kernel.memory import once_each
from heli.kernel.time import day_of, today
from heli.people.models import Post, UnitName
from heli.people.queries import PostLine, UnitLabel, unit_names

Then = tuple[UUID, date]
"""A post, or a unit, on a Shanghai day."""


def deed(row: Any) -> Then:
    """The post that did what `row` keeps, on the day it was done; for every row with `post` and `at`."""
    return row.post_id, day_of(row.at)


@once_each
def units_then(asked: Collection[Then]) -> dict[Then, UnitLabel]:
    """Units as they were called on the days asked for. One query, however many; none more for today's that the page knows."""
    day = today()
    now = unit_names(unit for unit, on in asked if on == day)
    found = {(unit, day): label for unit, label in now.items()}
    past = {side for side in asked if side[1] != day}
    names: dict[UUID, list[Any]] = {}
    if past:
        rows = UnitName.objects.filter(unit__in={unit for unit, _ in past})
        for label in rows.values_list("valid_from", "valid_to", "unit", "name", "short", "unit__code"):
            names.setdefault(label[2], []).append(label)
    for unit, on in past:
        for name in names.get(unit, ()):
            if _holds(name[0], name[1], on):
                found[unit, on] = UnitLabel(*name[2:])
    return found


@once_each
def lines_then(asked: Collection[Then]) -> dict[Then, PostLine]:
    """Posts as they were on the days asked for: holder and names of the unit. Two queries, however many posts and days;
    three where some are of today and not known yet.

    Who holds the post today is in `heli.people.queries.post_lines`: for what still waits for somebody.
    """
    held: dict[UUID, list[Any]] = {}
    for row in _holdings({post for post, _ in asked}):
        held.setdefault(row[0], []).append(row)
    known = [(post, day) for post, day in asked if post in held]
    names = units_then((held[post][0][3], day) for post, day in known)
    return {(post, day): _line(held[post], names.get((held[post][0][3], day)), day) for post, day in known}


def _holdings(posts: Collection[UUID]) -> list[Any]:
    """Posts with all who ever held them; one row without a holder for a post that nobody held yet."""
    return list(
        Post.objects.filter(id__in=posts).values_list(
            "id", "title", "duties", "root", "unit",
            "holdings__valid_from", "holdings__valid_to", "holdings__person", "holdings__person__name",
        )
    )  # fmt: skip


def _line(held: list[Any], unit: UnitLabel | None, day: date) -> PostLine:
    id_, title, duties, organisation, section, *_ = held[0]
    person, name = next(((h[7], h[8]) for h in held if _holds(h[5], h[6], day)), (None, ""))
    return PostLine(id_, title, tuple(duties), unit or UnitLabel(organisation, "", ""), section, person, name)


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return since is not None and since <= day and (until is None or day < until)
