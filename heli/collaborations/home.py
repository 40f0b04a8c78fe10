"""概览: the stages with their days, what the reader does next, the parties, how things stand.

The gate, the week and the last deeds follow by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.acts.timeline import Line, latest
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.head import ENDED, Head, counted, day_words, planned_day
from heli.collaborations.models import STAGES, StagePassage, Suspension
from heli.collaborations.monitoring.models import ProgressCheck
from heli.collaborations.parties import PartyLine, party_lines
from heli.collaborations.plan.models import TASK_STATES, Risk, StageGoal, Task
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.time import day_of, today
from heli.matters.queries import MatterLine, next_matter
from heli.people.queries import post_lines, unit_names

SOON = 8
LINES = 8
COUNTS = {
    "paused": Subquery(Suspension.objects.filter(collaboration=OuterRef("pk"), ended_at__isnull=True).values("reason")[:1]),
    "tasks_passed": counted(Task.objects.filter(state="accepted")),
    "duties_now": counted(DutyRow.objects.all()),
    "risks_now": counted(Risk.objects.all()),
    "high_risks": counted(Risk.objects.filter(level="high")),
    "checked_at": Subquery(ProgressCheck.objects.filter(collaboration=OuterRef("pk")).order_by("-at").values("at")[:1]),
}
"""Columns that the head reads along for 情况."""


@dataclass(frozen=True)
class Stage:
    """One of the seven stages for the macro `rail`; `state` is done, now, next, or over where a cancelled one was left."""

    name: str
    state: str
    dates: str = ""
    note: str = ""
    parallel: bool = False


@dataclass(frozen=True)
class Due:
    """A task of this week, or one that is late."""

    number: str
    title: str
    href: str
    who: str
    state: str
    day: date
    late: bool


@dataclass(frozen=True)
class Fact:
    """One line of 情况."""

    name: str
    lamp: str
    words: str


@dataclass(frozen=True)
class Home:
    """The overview. `own` is the most urgent matter of the collaboration that waits for the reader, one of `waiting`."""

    stages: tuple[Stage, ...]
    own: MatterLine | None
    waiting: int
    running: bool
    facts: tuple[Fact, ...]
    parties: tuple[PartyLine, ...]
    suspended: str
    moves: tuple[tuple[str, str], ...]
    may_write: bool


@dataclass(frozen=True)
class Recent:
    """What is due this week and what was done last; `lines` are deeds without their consequences."""

    working: bool
    week: tuple[Due, ...]
    lines: tuple[Line, ...]


def home(actor: Actor, head: Head) -> Home:
    """What the overview shows at once, below the `head` that was read with `COUNTS`; gate and `recent` follow.

    Queries: parties, their liaison officers, stages (two), own matters and what the first is about.
    """
    ref, paused = head.card.ref, head.facts["paused"]
    own, waiting = next_matter(ref.id, actor)
    return Home(
        stages=_stages(head),
        own=own,
        waiting=waiting,
        running=head.state == "active" and paused is None,
        facts=_facts(head),
        parties=party_lines(ref.id),
        suspended=paused or "",
        moves=_moves(actor, head, paused is not None),
        may_write=head.state == "draft" and not allowed(actor, find_act("need.describe"), ref),
    )


def recent(actor: Actor, card: Card) -> Recent:
    """What follows on the overview of a collaboration that is open to the reader. Queries: tasks, units, posts, the deeds'."""
    working = card.facts["stage"] == 4 and card.state == "active"
    return Recent(working, _week(card) if working else (), latest(card, actor, LINES))


def _stages(head: Head) -> tuple[Stage, ...]:
    """The rail: the days on which a stage was entered and left, else the day of its goal. Two queries."""
    passed = {p.stage: p for p in StagePassage.objects.filter(collaboration=head.card.ref.id).order_by("entered_at")}
    goals = {g.stage: g for g in StageGoal.objects.filter(collaboration=head.card.ref.id)}
    return tuple(_stage(n, name, passed.get(n), goals.get(n), head) for n, name in STAGES.items())


def _stage(n: int, name: str, passed: StagePassage | None, goal: StageGoal | None, head: Head) -> Stage:
    note = goal.goal if goal else ""
    if passed is None:
        return Stage(name, "next", f"{planned_day(goal.due_on)} 前" if goal else "", note, n == 4)
    since = day_words(day_of(passed.entered_at))
    present = n == head.stage or (n == 5 and head.stage == 4)
    if passed.left_at is not None and (n < head.stage or (present and head.state in ENDED)):
        over = present and head.state == "cancelled"
        dates = f"{since} 至 {day_words(day_of(passed.left_at))}"
        return Stage(name, "over" if over else "done", dates, "已撤销" if over else "", n == 4)
    # a stage that was gone back on has a passage behind it and lies ahead again
    state = "now" if present and head.state not in ENDED else "next"
    return Stage(name, state, f"{since} 起" + (f"，{planned_day(goal.due_on)} 前" if goal else ""), note, n == 4)


def _week(card: Card) -> tuple[Due, ...]:
    """Tasks that are due until Sunday or late, soonest first. Four queries."""
    day = today()
    sunday = day + timedelta(days=6 - day.weekday())
    open_ = Task.objects.filter(collaboration=card.ref.id, state__in=(*Task.OPEN, "handed"), due_on__lte=sunday)
    rows = list(open_.order_by("due_on", "order")[:SOON])
    units = unit_names({u for t in rows for u in (t.unit_id, t.receiver_id)})
    posts = post_lines(t.post_id for t in rows if t.post_id)
    pauses = pauses_in(card.ref.id) if any(t.due_on < day for t in rows) else ()

    def late(task: Task) -> bool:
        return task.state in Task.OPEN and overrun(task.due_on, day, pauses) is not None

    def who(task: Task) -> str:
        doer = posts[task.post_id].brief if task.post_id in posts else units[task.unit_id].short
        return f"{doer} → {units[task.receiver_id].short} 验收"

    return tuple(
        Due(t.number, t.title, f"{card.url}tasks/{t.id}/", who(t), TASK_STATES[t.state], t.due_on, late(t)) for t in rows
    )


def _facts(head: Head) -> tuple[Fact, ...]:
    """How things stand, from the columns of the head."""
    f = head.facts
    tasks, passed, late, duties = f["tasks_now"], f["tasks_passed"], f["late"], f["duties_now"]
    unsolved, risks, high = f["unsolved"], f["risks_now"], f["high_risks"]
    checked = f"，上次检查 {day_words(day_of(f['checked_at']))}" if f["checked_at"] else ""
    return (
        Fact(
            "进度",
            "bad" if f["late_unexplained"] else _lamp(tasks, late),
            f"{tasks} 项任务验收 {passed} 项，逾期 {late} 项{checked}",
        ),
        Fact("职责", _lamp(duties, 0), f"职责清单 {duties} 行" if duties else "职责清单还没有编"),
        Fact("问题", _lamp(1, unsolved), f"未决 {unsolved} 项"),
        Fact("风险", _lamp(risks, high), f"登记 {risks} 项，其中高 {high} 项" if risks else "没有登记"),
    )


def _lamp(begun: int, trouble: int) -> str:
    return "off" if not begun else "warn" if trouble else "ok"


def _moves(actor: Actor, head: Head, paused: bool) -> tuple[tuple[str, str], ...]:
    """中止 or 恢复, and 撤销, for who may: words and address."""
    if head.state not in ("active", "draft") or find_act("collaboration.cancel").allow.against(actor, head.card):
        return ()
    if paused:
        return (("恢复", f"{head.url}resume/"), ("撤销", f"{head.url}cancel/"))
    stop = (("中止", f"{head.url}suspend/"),) if head.state == "active" else ()
    return (*stop, ("撤销", f"{head.url}cancel/"))
