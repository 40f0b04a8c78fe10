"""Working days: weekdays, without the days off and with the make-up workdays of the State Council's yearly notice.

A year without a notice is provisional; a year without data counts weekdays only and is provisional too. What falls into
such a year is shown as 暂定. When the notice comes, days that are fixed already stay; only what is computed later follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from heli.kernel.time import ONE_DAY

FILE = Path(__file__).parent / "data" / "calendar.yaml"


@dataclass(frozen=True)
class Year:
    """Days off and make-up workdays of one year."""

    off: frozenset[date]
    work: frozenset[date]
    provisional: bool = False


class WorkingCalendar:
    """Answers about working days. Days are Shanghai days."""

    def __init__(self, years: Mapping[int, Year]) -> None:
        self._years = dict(years)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> WorkingCalendar:
        """From the document of calendar.yaml."""
        return cls(
            {
                int(year): Year(frozenset(d["rest"]), frozenset(d["makeup"]), bool(d.get("provisional")))
                for year, d in document["years"].items()
            }
        )

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        year = self._years.get(day.year)
        if year is None:
            return day.weekday() < 5
        return day in year.work or (day.weekday() < 5 and day not in year.off)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of `day` is not out yet."""
        year = self._years.get(day.year)
        return year is None or year.provisional

    def add(self, day: date, working_days: int) -> date:
        """The day that is `working_days` after `day`, which itself is not counted; backwards when negative."""
        step = ONE_DAY if working_days >= 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        count = 0
        while start < end:
            start += ONE_DAY
            count += self.is_working(start)
        return count

    def next_working(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        while not self.is_working(day):
            day += ONE_DAY
        return day


@cache
def national() -> WorkingCalendar:
    """The calendar that ships with the product."""
    return WorkingCalendar.read(yaml.safe_load(FILE.read_text("utf-8")))


def tentative(day: date, today: date) -> str:
    """（暂定） after a deadline or planned day of a year whose notice is not out yet, '' otherwise and for years gone by."""
    return "（暂定）" if day.year >= today.year and national().is_provisional(day) else ""
