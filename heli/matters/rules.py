"""What may happen to a matter, and when it is due: pure functions.

The states: unsigned → open → answered → closed, with a way back from answered to open (退回重办) and out by withdrawal.
From every open state somebody can bring the matter to a close; a property test holds that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.clock import Clock, Due, Term, workdays
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import at, day_of

State = Literal["unsigned", "open", "answered", "closed", "withdrawn"]
Verb = Literal[
    "sign", "hand_over", "answer", "confirm", "refuse", "urge", "ask_extension", "extend", "take_back", "settle", "lapse",
    "withdraw",
]  # fmt: skip

WAITING: tuple[State, ...] = ("unsigned", "open", "answered")
ENDED: tuple[State, ...] = ("closed", "withdrawn")
URGE_EVERY = timedelta(hours=2)
CONFIRM_TERM = workdays(3)
"""Time of the raiser to confirm an answer, where the kind gives none: that of norm.yaml 1.2.6.b."""
REDO_TERM = workdays(1)
"""Least time of the owner after an answer was returned."""

_ALLOWED: dict[Verb, tuple[State, ...]] = {
    "sign": ("unsigned",),
    "hand_over": ("unsigned", "open"),
    "answer": ("open",),
    "confirm": ("answered",),
    "refuse": ("answered",),
    "urge": ("unsigned", "open"),
    "ask_extension": ("unsigned", "open"),
    "extend": ("unsigned", "open"),
    "take_back": ("unsigned", "open"),
    "settle": WAITING,
    "lapse": WAITING,
    "withdraw": WAITING,
}


def first_state(sign: bool) -> State:
    """Where a matter of a kind begins."""
    return "unsigned" if sign else "open"


def against(state: State, verb: Verb) -> Reasons:
    """The reasons against `verb` in `state`; empty when it may be done."""
    if state in _ALLOWED[verb]:
        return ()
    if state == "closed":
        return (Reason("事项已办结", "1.2.6", todo="如还有未了的问题，请由提出方另行提出"),)
    if state == "withdrawn":
        return (Reason("事项已撤回，不必再办", "1.2.6", todo="如仍需办理，请由提出方另行提出"),)
    if verb == "sign":
        return (Reason("事项已经签收，不必再次签收", "1.2.6", todo="直接办理"),)
    if state == "answered":
        return (Reason("事项已答复，正等提出方确认", "1.2.6", ask="提出方", todo="请提出方确认，或退回重办"),)
    if verb == "answer":
        return (Reason("事项尚未签收", "1.2.6", ask="承办单位", todo="先签收，再答复"),)
    return (Reason("事项尚未答复，没有可以确认或退回的内容", "1.2.6", ask="承办人", todo="可以催办"),)


def after(state: State, verb: Verb, *, waits_for_confirmation: bool = False) -> State:
    """The state that `verb`, which must be allowed, leads to."""
    match verb:
        case "sign" | "refuse":
            return "open"
        case "answer":
            return "answered" if waits_for_confirmation else "closed"
        case "confirm" | "settle" | "lapse":
            return "closed"
        case "take_back" | "withdraw":
            return "withdrawn"
    return state


def urged_too_soon(last: datetime | None, now: datetime) -> Reasons:
    """Whether the last urging is less than two hours old: a reminder that comes too often is no longer read (B13)."""
    if last is None or now - last >= URGE_EVERY:
        return ()
    return (Reason("2 小时内已催办过一次", "1.2.6.b", todo=f"{_clock(last + URGE_EVERY)} 以后可再次催办"),)


def _clock(moment: datetime) -> str:
    from heli.kernel.time import SHANGHAI

    return moment.astimezone(SHANGHAI).strftime("%H:%M")


def due(start: datetime, term: Term, calendar: WorkingCalendar | None = None) -> Due:
    """When a period that begins at `start` ends."""
    return Clock(start, term).due(calendar=calendar)


def extended(old: datetime, now: datetime, working_days: int, calendar: WorkingCalendar | None = None) -> Due:
    """The new due time. Counted from the later of the old due day and today, so that what is granted can be used;
    lateness up to the grant stays visible, since the record of the extension keeps the old due time."""
    day = max(Due(old).day, day_of(now))
    return due(at(day), workdays(working_days), calendar)


def returned(old: datetime, answered: datetime, now: datetime, calendar: WorkingCalendar | None = None) -> Due:
    """The due time after an answer was returned: the time in which the raiser had it does not count against the owner,
    and at least one working day is left for doing it again."""
    calendar = calendar or national()
    waited = calendar.between(day_of(answered), day_of(now))
    pushed = due(at(Due(old).day), workdays(waited), calendar) if waited else Due(old, calendar.is_provisional(Due(old).day))
    least = due(now, REDO_TERM, calendar)
    return max(pushed, least, key=lambda d: d.at)


def lapses_at(on_silence: str, due_at: datetime, start: datetime, silence_after: Term | None = None) -> datetime | None:
    """From when silence counts as an answer; None where it never does. Never before the due time."""
    if on_silence == "none":
        return None
    return due_at if silence_after is None else max(due_at, due(start, silence_after).at)
