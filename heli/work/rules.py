"""The board's columns, which deed a move between them is, what speaks against it, and how a deadline reads. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from heli.collaborations.stages.pauses import Pauses, overrun, rested, uncounted
from heli.kernel.calendar import WorkingCalendar, national
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import ONE_DAY

COLUMNS = {"unsigned": "待签收", "ready": "待开始", "doing": "进行中", "handed": "待验收", "accepted": "已验收"}
DIRECT = {("unsigned", "ready"): "matter.sign", ("ready", "doing"): "task.start"}
"""Moves that are a deed without questions."""
ASKING = {("doing", "handed"): "task.hand_in", ("handed", "accepted"): "task.accept", ("handed", "doing"): "task.accept"}
"""Moves that open the form of their deed."""
MOVES = {**DIRECT, **ASKING}
GOING = (4, 6)
"""Stages in which tasks are worked on. Delivery is one: stage 4 is left once all is handed in, and what is accepted or refused
after that (4.3.b) must not hang."""
SOON = 2
LONGEST_STRIP = 30

Light = Literal["ok", "warn", "bad", "off"]


def against_start(state: str, waits: Sequence[str]) -> Reasons:
    """What speaks against starting a task; `waits` are the tasks it needs that are not accepted, as `T-01 名称`."""
    if state == "unsigned":
        return (Reason("任务还没有签收", "4.1.a", "承办单位联络员", "先签收，再开始办理"),)
    if state != "ready":
        return (Reason("任务已经开始或已经结束", "2.2.4"),)
    if waits:
        return (Reason(f"前置任务 {waits[0]}还没有验收", "2.2.2.b", "前置任务的接收单位", "等前置任务验收后再开始"),)
    return ()


def against_hand_in(state: str) -> Reasons:
    """What speaks against handing a task in."""
    if state != "doing":
        return (Reason("任务没有在办理中，不能提交", "2.2.4", todo="先开始办理；已提交的等接收单位验收"),)
    return ()


def against_accepting(state: str, handed_in_by: object, person: object) -> Reasons:
    """What speaks against judging a task: nothing handed in, or the judge handed it in (4.3.b)."""
    if state != "handed" or handed_in_by is None:
        return (Reason("任务还没有提交，不能验收", "4.3.b", "任务承办人"),)
    if handed_in_by == person:
        return (Reason("提交的人不能自己验收", "4.3.b", "接收单位其他人员"),)
    return ()


def against_move(state: str, to: str) -> Reasons:
    """Why no deed leads from one column to another; empty where one does."""
    if (state, to) in MOVES or state == to:
        return ()
    if state == "planned":
        return (Reason("任务计划还没有批准", "2.2.3", "审批人", "批准后任务派到承办单位，由其签收"),)
    if state == "accepted":
        return (Reason("任务已经验收，不再移动", "4.3.b", "牵头单位经办人", "发现问题的，登记问题"),)
    order = list(COLUMNS)
    if state in order and to in order and order.index(to) > order.index(state) + 1:
        return (Reason(f"任务须依次经过各步，不能从“{COLUMNS[state]}”直接到“{COLUMNS[to]}”", "2.2.4", todo="先办下一步"),)
    return (Reason(f"已办的一步不能撤回到“{COLUMNS.get(to, to)}”", "2.2.4", "接收单位", "提交后由接收单位退回"),)


@dataclass(frozen=True)
class Lamp:
    """A light with its words."""

    kind: Light
    words: str
    past: bool = False


def light(
    state: str, due: date, today: date, *, explained: bool = False, pauses: Pauses = (), calendar: WorkingCalendar | None = None
) -> Lamp:
    """How a task stands against its day: whole working days left, or late; a late one with a reason on record is amber.
    The working days of `pauses` after its day do not count, and are said."""
    calendar = calendar or national()
    if state in ("accepted", "dropped"):
        return Lamp("ok", "已验收") if state == "accepted" else Lamp("off", "已取消")
    if state == "handed":
        return Lamp("ok", "等待验收")
    left = calendar.between(today, due)
    if today > due:
        past = overrun(due, today, pauses, calendar)
        if past is None:
            return Lamp("off", f"到期后中止{uncounted(rested(pauses, due, today, calendar))}")
        return Lamp("warn", f"{past.words}，已说明", True) if explained else Lamp("bad", past.words, True)
    words = f"还有 {left} 个工作日" if left else "今天到期"
    if left <= SOON:
        return Lamp("warn", words)
    return Lamp("ok" if state == "doing" else "off", words)


@dataclass(frozen=True)
class Cell:
    """One working day of the strip: `kind` is do, now, stop (past the due day) or ''."""

    day: date
    kind: str
    sign: str
    words: str
    due: bool = False


def strip(starts: date, due: date, today: date, calendar: WorkingCalendar | None = None) -> tuple[Cell, ...]:
    """The working days from the start to the due day, or to today where it is later; empty where they are too many to show."""
    calendar = calendar or national()
    cells: list[Cell] = []
    day, end = starts, max(due, min(today, calendar.add(due, LONGEST_STRIP)))
    while day <= end:
        if calendar.is_working(day):
            cells.append(_cell(day, due, today))
        if len(cells) > LONGEST_STRIP:
            return ()
        day += ONE_DAY
    return tuple(cells)


def _cell(day: date, due: date, today: date) -> Cell:
    if day > due:
        return Cell(day, "stop", "逾", "逾期")
    if day == today:
        return Cell(day, "now", "今", "今天", day == due)
    return Cell(day, "do", "办", "已过", day == due) if day < today else Cell(day, "", "余", "剩余", day == due)
