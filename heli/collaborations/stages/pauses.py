"""The working days that a suspension takes out of the count (2.2): for what keeps its day, such as a task of the plan.
Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.clock import Pause
from heli.kernel.time import day_of

Pauses = Sequence[Pause]


def rested(pauses: Pauses, after: date, until: date, calendar: WorkingCalendar | None = None) -> int:
    """Working days after `after` up to and including `until` that lay in a pause: after the day on which it began, up to and
    including the day on which it ended, as the clocks count them."""
    calendar = calendar or national()
    days = 0
    for pause in pauses:
        first = max(after, day_of(pause.start))
        last = min(until, day_of(pause.end) if pause.end is not None else until)
        days += calendar.between(first, last) if last > first else 0
    return days


@dataclass(frozen=True)
class Overrun:
    """How far a day lies past another: working days outside suspensions, and those inside."""

    days: int
    rested: int = 0

    @property
    def words(self) -> str:
        """逾期 2 个工作日; a day that only ran into a weekend is 已逾期 without a figure."""
        return f"逾期 {self.days} 个工作日{uncounted(self.rested)}" if self.days else "已逾期"


def overrun(due: date, day: date, pauses: Pauses = (), calendar: WorkingCalendar | None = None) -> Overrun | None:
    """How far `day` is past `due`; None while it is in time, or where nothing but a suspension lies between."""
    if day <= due:
        return None
    calendar = calendar or national()
    rest = rested(pauses, due, day, calendar)
    days = calendar.between(due, day) - rest
    return Overrun(days, rest) if days or not rest else None


def uncounted(days: int) -> str:
    """（中止 3 个工作日不计）, or nothing."""
    return f"（中止 {days} 个工作日不计）" if days else ""
