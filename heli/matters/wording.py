"""How time reads in the inbox: what is due when, and how long somebody has waited. Pure functions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.clock import Due, remaining
from heli.kernel.time import SHANGHAI, day_of

WEEKDAYS = "一二三四五六日"
GROUPS = {"late": "已逾期", "today": "今天到期", "week": "本周到期", "later": "以后"}


def due_text(due_at: datetime, now: datetime, *, provisional: bool = False, calendar: WorkingCalendar | None = None) -> str:
    """逾期 2 个工作日, 今天 17:00, 明天 10:20, 周三 11-25, 2027-01-05（暂定）."""
    if now >= due_at:
        return f"逾期 {lateness(due_at, now, calendar)}"
    day = Due(due_at).day
    text = _near(day, day_of(now)) or _far(day, day_of(now))
    if (day - day_of(now)).days < 2 and not _ends_with_day(due_at):
        text = f"{text} {clock_text(due_at)}"
    return f"{text}（暂定）" if provisional else text


def due_class(due_at: datetime, now: datetime) -> str:
    """late, soon (today) or '': the colour of a due time."""
    if now >= due_at:
        return "late"
    return "soon" if Due(due_at).day == day_of(now) else ""


def group(due_at: datetime, now: datetime) -> str:
    """Under which heading a matter stands: late, today, week (up to Sunday), later."""
    if now >= due_at:
        return "late"
    day, today = Due(due_at).day, day_of(now)
    if day == today:
        return "today"
    return "week" if day <= today + timedelta(days=6 - today.weekday()) else "later"


def lateness(due_at: datetime, now: datetime, calendar: WorkingCalendar | None = None) -> str:
    """How late: working days, or hours on the due day itself and on rest days after it."""
    days = -remaining(Due(due_at), now, calendar)
    return f"{days} 个工作日" if days > 0 else span(now - due_at)


def waited(since: datetime, now: datetime, calendar: WorkingCalendar | None = None) -> str:
    """How long somebody has waited: minutes and hours of the same day, then working days."""
    if day_of(since) == day_of(now):
        return span(max(now - since, timedelta(minutes=1)))
    days = (calendar or national()).between(day_of(since), day_of(now))
    return f"{days} 个工作日" if days else "不到 1 个工作日"


def span(length: timedelta) -> str:
    """54 分钟, 5 小时."""
    minutes = max(0, int(length.total_seconds()) // 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时"


def clock_text(moment: datetime) -> str:
    """17:00."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M")


def day_text(day: date, today: date) -> str:
    """今天, 明天, 昨天; 周三 11-25 within a week; 12-17; 2027-01-05 in another year."""
    return _near(day, today) or _far(day, today)


def _near(day: date, today: date) -> str:
    return {0: "今天", 1: "明天", -1: "昨天"}.get((day - today).days, "")


def _far(day: date, today: date) -> str:
    if day.year != today.year:
        return day.isoformat()
    text = day.strftime("%m-%d")
    return f"周{WEEKDAYS[day.weekday()]} {text}" if abs((day - today).days) < 7 else text


def _ends_with_day(due_at: datetime) -> bool:
    local = due_at.astimezone(SHANGHAI)
    return local.hour == 0 and local.minute == 0
