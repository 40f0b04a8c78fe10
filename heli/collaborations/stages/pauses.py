"""The working days that a suspension takes out of the count (2.2): for what keeps its day, such as a task of the plan.
Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
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


def uncounted(days: int) -> str:
    """（中止 3 个工作日不计）, or nothing."""
    return f"（中止 {days} 个工作日不计）" if days else ""
