"""The days of the demo, counted in working days back from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from heli.kernel.calendar import national
from heli.kernel.time import at, today

FIRST = -88
"""The working day on which the oldest story begins; what is loaded begins on the eve of it."""


@dataclass(frozen=True)
class Days:
    """`zero` is the last working day up to the day of loading. Deeds lie before it, deadlines also after it."""

    zero: date

    @classmethod
    def until_today(cls) -> Days:
        """Those of a demo that is loaded now."""
        calendar = national()
        return cls(calendar.add(calendar.add(today(), 1), -1))

    def day(self, number: int) -> date:
        """The working day `number`; negative ones have passed."""
        return national().add(self.zero, number)

    def at(self, number: int, clock: str) -> datetime:
        """A moment of that day: `clock` is "09:30"."""
        hour, minute = clock.split(":")
        return at(self.day(number), int(hour), int(minute))

    @property
    def eve(self) -> datetime:
        """When the organisations are registered and the norm is put in force: the day before the first story."""
        return self.at(FIRST - 1, "09:00")
