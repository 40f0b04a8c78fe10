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


def is_late(start: date, checks: Sequence[date], day: date, every: int, pauses: Sequence[Pause] = ()) -> bool:
    """Whether a check on `day` comes later than its rhythm allows, counted from the last check, or from the start.

    The working days of `pauses` do not count.
    """
    last = max([start, *checks])
    rest = rested(pauses, last, day) if day > last else 0
    return national().between(last, day) - rest > every


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
        rest = rested(pauses, last, day, calendar) if day > last else 0
        if calendar.between(last, day) - rest > every:
            found.append(Lapse(last, day, reason, rest))
        last = max(last, day)
    rest = rested(pauses, last, until, calendar) if until > last else 0
    if calendar.between(last, until) - rest > every:
        found.append(Lapse(last, until, rested=rest))
    return tuple(found)
