"""The rhythm of progress checks (2.2.5). Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heli.kernel.calendar import WorkingCalendar, national


@dataclass(frozen=True)
class Lapse:
    """A stretch longer than the rhythm without a check; `reason` is what the late check says of it."""

    since: date
    until: date
    reason: str = ""


def is_late(start: date, checks: Sequence[date], day: date, every: int, calendar: WorkingCalendar | None = None) -> bool:
    """Whether a check on `day` comes later than its rhythm allows, counted from the last check, or from the start."""
    return (calendar or national()).between(max([start, *checks]), day) > every


def lapses(
    start: date, checks: Sequence[tuple[date, str]], until: date, every: int, calendar: WorkingCalendar | None = None
) -> tuple[Lapse, ...]:
    """The stretches of more than `every` working days without a check, between `start` and `until`.

    `checks` are days with the reason that a late check gives; of several on one day any may give it.
    The last stretch, up to `until`, can have no reason yet.
    """
    calendar = calendar or national()
    found = []
    last = start
    said: dict[date, str] = {}
    for day, reason in checks:
        said[day] = said.get(day) or reason
    for day, reason in sorted(said.items()):
        if calendar.between(last, day) > every:
            found.append(Lapse(last, day, reason))
        last = max(last, day)
    if calendar.between(last, until) > every:
        found.append(Lapse(last, until))
    return tuple(found)
