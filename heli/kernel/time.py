"""The present moment, as one thing that the demo loader and the tests can move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moved: ContextVar[datetime | None] = ContextVar("heli_moment", default=None)


def now() -> datetime:
    """The present moment in UTC, to the millisecond: what the ledger can write down."""
    moment = _moved.get() or datetime.now(ZoneInfo("UTC"))
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def is_moved() -> bool:
    """Whether the clock is being controlled (demo loader, tests)."""
    return _moved.get() is not None


def today() -> date:
    """The present day in Shanghai: what deadlines and dated rows mean by a day."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Shanghai day of `moment`."""
    return moment.astimezone(SHANGHAI).date()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """The moment of a Shanghai wall clock, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(ZoneInfo("UTC"))


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` inside the block. Only recorded doors and tests may do so (T08)."""
    token = _moved.set(moment.astimezone(ZoneInfo("UTC")))
    try:
        yield
    finally:
        _moved.reset(token)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: the only form of a time in a ledger leaf."""
    utc = moment.astimezone(ZoneInfo("UTC"))
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


ONE_DAY = timedelta(days=1)
