"""How days, times, sizes and numbers read in pages: Asia/Shanghai, the year only when it is another one than now's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from heli.kernel import calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
NONE = "—"


def _local(value: date | datetime) -> date | datetime:
    """`value` as seen in Shanghai. A naive time is a mistake of the caller: nobody can say when it was."""
    if isinstance(value, datetime):
        if timezone.is_naive(value):
            raise ValueError(f"a time without zone: {value!r}")
        return value.astimezone(SHANGHAI)
    return value


def _date(value: date | datetime) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def today() -> date:
    """Today in Shanghai."""
    return timezone.now().astimezone(SHANGHAI).date()


def day(value: date | datetime | None) -> str:
    """11-23, or 2027-01-08 when the year is not the present one."""
    if value is None:
        return NONE
    d = _date(value)
    return d.strftime("%m-%d") if d.year == today().year else d.isoformat()


def weekday_day(value: date | datetime | None) -> str:
    """周三 11-25."""
    return NONE if value is None else f"周{WEEKDAYS[_date(value).weekday()]} {day(value)}"


def near_day(value: date | datetime | None) -> str:
    """今天, 明天 or 昨天, otherwise 周三 11-25: for deadlines."""
    if value is None:
        return NONE
    return {0: "今天", 1: "明天", -1: "昨天"}.get((_date(value) - today()).days) or weekday_day(value)


def tentative(value: date | datetime | None) -> str:
    """（暂定） behind a deadline or planned day whose year has no calendar yet. Not for what has happened."""
    return "" if value is None else calendar.tentative(_date(value), today())


def clock_time(value: datetime | None) -> str:
    """09:12."""
    return NONE if value is None else _local(value).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    """11-23 周一 10:46."""
    return NONE if value is None else f"{day(value)} 周{WEEKDAYS[_date(value).weekday()]} {clock_time(value)}"


def near_moment(value: datetime | None) -> str:
    """今天 08:30, 昨天 15:10, otherwise 11-19 16:40, of another year only the day: for timelines."""
    if value is None:
        return NONE
    if _date(value).year != today().year:
        return day(value)
    word = {0: "今天", 1: "明天", -1: "昨天"}.get((_date(value) - today()).days) or day(value)
    return f"{word} {clock_time(value)}"


def full_moment(value: date | datetime | None) -> str:
    """2026-11-23 周一 10:46:07, for title attributes, the log and print."""
    if value is None:
        return NONE
    local = _local(value)
    text = f"{_date(value).isoformat()} 周{WEEKDAYS[_date(value).weekday()]}"
    return f"{text} {local:%H:%M:%S}" if isinstance(local, datetime) else text


def machine(value: date | datetime | None) -> str:
    """The datetime attribute of <time>."""
    if value is None:
        return ""
    local = _local(value)
    return local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()


def size(octets: int | None) -> str:
    """96 KB, 1.1 MB; powers of 1024."""
    if octets is None:
        return NONE
    if octets < 1024:
        return f"{octets} B"
    if octets < 1024**2:
        return f"{max(1, round(octets / 1024))} KB"
    if octets < 1024**3:
        return f"{octets / 1024**2:.1f} MB"
    return f"{octets / 1024**3:.1f} GB"


def number(value: float | None) -> str:
    """1,032: digits in groups of three."""
    return NONE if value is None else f"{value:,}"


_ALL = (day, weekday_day, near_day, tentative, clock_time, moment, near_moment, full_moment, machine, size, number)
FILTERS = {f.__name__: f for f in _ALL}
