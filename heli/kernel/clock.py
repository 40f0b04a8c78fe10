"""Clocks (期限): a unit per clock, a start event, pauses, extensions, a rule for silence, provisional years.

Counting follows the civil code, articles 201 to 203: the day of the event is not counted; hours count from the moment;
a period of days, months or years that would end on a rest day ends on the next working day.
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.time import ONE_DAY, SHANGHAI, day_of

Unit = Literal["wd", "d", "h", "mo", "y"]
UNITS: dict[str, str] = {"wd": "个工作日", "d": "天", "h": "小时", "mo": "个月", "y": "年"}
CLOSE = time(17, 0)
"""Close of business: a period of working days ends with it; one of days, months or years ends with the day."""


@dataclass(frozen=True)
class Term:
    """A length of time in the unit of its clock."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read `7 wd`, `30 d`, `2 h`, `360 mo`, `3 y`; ValueError for anything else."""
        match = re.fullmatch(r"\s*(\d+)\s*(wd|d|h|mo|y)\s*", text)
        if match is None:
            raise ValueError(f"not a term: {text!r}")
        return cls(int(match[1]), cast(Unit, match[2]))

    def __str__(self) -> str:
        return f"{self.amount} {UNITS[self.unit]}"

    def code(self) -> str:
        """The form that `parse` reads."""
        return f"{self.amount} {self.unit}"


def workdays(amount: int) -> Term:
    """A term in working days."""
    return Term(amount, "wd")


@dataclass(frozen=True)
class Pause:
    """Time that does not count, e.g. while the applicant mends papers; open while `end` is None."""

    start: datetime
    end: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """More time, with who approved it and why. Its unit is the clock's own."""

    amount: int
    reason: str = ""
    approver: str = ""


@dataclass(frozen=True)
class Due:
    """When a clock runs out. `provisional` where the working calendar of the year is not published: shown as 暂定."""

    at: datetime
    provisional: bool = False

    @property
    def day(self) -> date:
        """The last day on which it is still in time."""
        return day_of(self.at - timedelta(milliseconds=1))


@dataclass(frozen=True)
class Clock:
    """A running period. All moments are aware."""

    start: datetime
    term: Term
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = field(default=())

    def due(self, now: datetime | None = None, calendar: WorkingCalendar | None = None) -> Due:
        """When the period ends; a pause still open counts up to `now`."""
        calendar = calendar or national()
        amount = self.term.amount + sum(e.amount for e in self.extensions)
        end = _end(self.start, Term(amount, self.term.unit), calendar)
        for pause in sorted(self.pauses, key=lambda p: p.start):
            until = pause.end or now
            if until is not None and pause.start < end:
                end = _push(end, max(pause.start, self.start), until, self.term.unit, calendar)
        return Due(end, calendar.is_provisional(Due(end).day))

    def is_paused(self, now: datetime) -> bool:
        """Whether the clock stands still at `now`."""
        return any(p.start <= now and (p.end is None or now < p.end) for p in self.pauses)

    def is_over(self, now: datetime, calendar: WorkingCalendar | None = None) -> bool:
        """Whether the period has run out at `now`."""
        return not self.is_paused(now) and now >= self.due(now, calendar).at


def _end(start: datetime, term: Term, calendar: WorkingCalendar) -> datetime:
    day = day_of(start)
    match term.unit:
        case "h":
            return start + timedelta(hours=term.amount)
        case "wd":
            return _at(calendar.add(day, term.amount), CLOSE)
        case "d":
            last = day + term.amount * ONE_DAY
        case "mo":
            last = _months(day, term.amount)
        case "y":
            last = _months(day, 12 * term.amount)
    return _at(calendar.next_working(last) + ONE_DAY, time(0))


def _push(end: datetime, start: datetime, until: datetime, unit: Unit, calendar: WorkingCalendar) -> datetime:
    """`end` later by what lies between `start` and `until`: time for hours, working days, or days."""
    if until <= start:
        return end
    if unit == "h":
        return end + (until - start)
    first, last = day_of(start), day_of(until)
    if unit == "wd":
        return _at(calendar.add(day_of(end), calendar.between(first, last)), CLOSE)
    day = Due(end).day + (last - first)
    return _at(calendar.next_working(day) + ONE_DAY, time(0))


def _months(day: date, amount: int) -> date:
    """The same day `amount` months on, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)


def pushed(due: datetime, unit: Unit, start: datetime, until: datetime, calendar: WorkingCalendar | None = None) -> Due:
    """`due` later by the time that did not count, from `start` to `until`, in the unit of its clock. What was late before
    stays late by as much."""
    calendar = calendar or national()
    end = _push(due, start, until, unit, calendar) if _counts(start, until, unit, calendar) else due
    return Due(end, calendar.is_provisional(Due(end).day))


def _counts(start: datetime, until: datetime, unit: Unit, calendar: WorkingCalendar) -> bool:
    """Whether any whole unit lies in between: else the end keeps its hour."""
    if unit == "h":
        return until > start
    first, last = day_of(start), day_of(until)
    return calendar.between(first, last) > 0 if unit == "wd" else last > first


def remaining(due: Due, now: datetime, calendar: WorkingCalendar | None = None) -> int:
    """Working days left until `due` as people count them: 0 on the last day, negative when late."""
    return (calendar or national()).between(day_of(now), due.day)


@dataclass(frozen=True)
class LegalClock:
    """A clock that a law or rule sets: a configurable default, never shown as the wording of the law when `mark` is M."""

    id: str
    zh: str
    actor: str
    start: str
    term: Term
    basis: str
    mark: str
    kind: str = "due"
    on_silence: str = "none"
    pause_on: tuple[str, ...] = ()
    extend: tuple[tuple[str, Any], ...] = ()


LEGAL = Path(__file__).parent / "data" / "legal_clocks.yaml"


@cache
def legal_clocks() -> dict[str, LegalClock]:
    """The catalogue of legal clocks by id."""
    rows: Sequence[dict[str, Any]] = yaml.safe_load(LEGAL.read_text("utf-8"))["legal_clocks"]
    return {
        r["id"]: LegalClock(
            id=r["id"],
            zh=r["zh"],
            actor=r["actor"],
            start=r["start"],
            term=Term(int(r["amount"]), r["unit"]),
            basis=r["basis"],
            mark=r["mark"],
            kind=r.get("kind", "due"),
            on_silence=r.get("on_silence", "none"),
            pause_on=tuple(r.get("pause_on", ())),
            extend=tuple(sorted(r.get("extend", {}).items())),
        )
        for r in rows
    }
