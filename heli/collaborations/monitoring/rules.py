"""The rhythm of progress checks (2.2.5). Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heli.collaborations.stages.pauses import rested
from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.clock import Pause


@dataclass(frozen=True)
class Lapse:
    """A stretch longer than the rhythm without a check; `reason` is what the late check says of it, `rested` how many of
    its working days lay in a suspension."""

    since: date
    until: date
    reason: str = ""
    rested: int = 0


@dataclass(frozen=True)
class _Stretch:
    """Working days after one day up to another: those that count, and those that lay in a suspension."""

    days: int
    rested: int


def _stretch(last: date, day: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> _Stretch:
    rest = rested(pauses, last, day, calendar) if day > last else 0
    return _Stretch(calendar.between(last, day) - rest, rest)


def is_late(start: date, checks: Sequence[date], day: date, every: int, pauses: Sequence[Pause] = ()) -> bool:
    """Whether a check on `day` comes later than its rhythm allows, counted from the last check, or from the start.

    The working days of `pauses` do not count.
    """
    return _stretch(max([start, *checks]), day, pauses, national()).days > every


def next_due(last: date, every: int, pauses: Sequence[Pause] = (), calendar: WorkingCalendar | None = None) -> date | None:
    """The last day on which a check after that of `last` is in time; None while a suspension goes on, whose end is not known."""
    if any(p.end is None for p in pauses):
        return None
    calendar = calendar or national()
    day = calendar.add(last, every)
    while lacking := every - _stretch(last, day, pauses, calendar).days:
        day = calendar.add(day, lacking)
    return day


def lapses(
    start: date,
    checks: Sequence[tuple[date, str]],
    until: date,
    every: int,
    pauses: Sequence[Pause] = (),
    calendar: WorkingCalendar | None = None,
) -> tuple[Lapse, ...]:
    """The stretches of more than `every` working days without a check, between `start` and `until`.

    `checks` are days with the reason that a late check gives; of several on one day any may give it. The last stretch, up
    to `until`, can have no reason yet. The working days of `pauses` do not count, and are named with the stretch.
    """
    calendar = calendar or national()
    found = []
    last = start
    said: dict[date, str] = {}
    for day, reason in checks:
        said[day] = said.get(day) or reason
    for day, reason in sorted(said.items()):
        gone = _stretch(last, day, pauses, calendar)
        if gone.days > every:
            found.append(Lapse(last, day, reason, gone.rested))
        last = max(last, day)
    gone = _stretch(last, until, pauses, calendar)
    if gone.days > every:
        found.append(Lapse(last, until, rested=gone.rested))
    return tuple(found)
