"""Rules of sign-in (security.md §5): how long a session lives, when failures lock, what a password must be. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=30)
PER_SOURCE = 5
PER_ACCOUNT = 20
MIN_LENGTH = 10
MAX_LENGTH = 128
CLASSES = 3


@dataclass(frozen=True)
class Limits:
    """How long a session may rest and last, and how many a person may have at once."""

    idle: timedelta
    whole: timedelta
    at_once: int


PERSONS = Limits(timedelta(minutes=30), timedelta(hours=12), 3)
ADMINISTRATORS = Limits(timedelta(minutes=10), timedelta(hours=8), 1)


def limits(administrator: bool) -> Limits:
    """The limits that hold for a person today."""
    return ADMINISTRATORS if administrator else PERSONS


def session_end(began: datetime, seen: datetime, now: datetime, limit: Limits) -> str:
    """Why a session has ended: idle, whole or clock; "" while it lives.

    A clock that went back prolongs nothing (T08): a session seen in the future is over. A minute of grace is what the
    `seen` stamp is exact to.
    """
    if max(began, seen) > now + timedelta(minutes=1):
        return "clock"
    if now - seen >= limit.idle:
        return "idle"
    if now - began >= limit.whole:
        return "whole"
    return ""


def locked_until(failures: Sequence[datetime], limit: int) -> datetime | None:
    """Until when sign-in rests: `WINDOW` after the last of `limit` failures that lie within one window; None if never.

    `failures` in order of time. Attempts while locked are no failures, so nobody can prolong a lock for somebody else.
    """
    for first, last in reversed(list(zip(failures, failures[limit - 1 :], strict=False))):
        if last - first <= WINDOW:
            return last + WINDOW
    return None


def password_faults(password: str, forbidden: Iterable[str] = ()) -> tuple[str, ...]:
    """What to change about a new password, profile mlps; empty when it will do. `forbidden` are names it may not contain."""
    faults = []
    if len(password) < MIN_LENGTH:
        faults.append(f"口令至少 {MIN_LENGTH} 个字符，还差 {MIN_LENGTH - len(password)} 个")
    if len(password) > MAX_LENGTH:
        faults.append(f"口令最多 {MAX_LENGTH} 个字符，请缩短")
    if len(classes(password)) < CLASSES:
        faults.append("大写字母、小写字母、数字、其他字符中至少用 3 类")
    plain = folded(password)
    if any(len(word) > 1 and folded(word) in plain for word in forbidden):
        faults.append("口令不能含姓名、账号、单位名称或“合力”，请换一个")
    return tuple(faults)


def classes(password: str) -> set[str]:
    """Which of the four classes occur; letters without case count as others."""
    return {"upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdigit() else "other" for c in password}


def folded(text: str) -> str:
    """Case, width and separators taken away: Zhou_Jian.Guo is zhoujianguo."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
