"""概览: the stages with their days, what the reader does next, the gate ahead, the week, the parties, how things stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from heli.acts.pages import DeedButton, deed_button
from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.acts.timeline import Asked, Line, timeline
from heli.clauses.registry import gate
from heli.clauses.results import Lack, once_each
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.head import Head, day_words
from heli.collaborations.models import STAGES, StagePassage, Suspension
from heli.collaborations.monitoring.models import Problem, ProgressCheck
from heli.collaborations.parties import PartyLine, party_lines
from heli.collaborations.plan.models import TASK_STATES, Risk, StageGoal, Task
from heli.collaborations.stages.rules import following
from heli.kernel.actor import Actor
from heli.kernel.time import day_of, today
from heli.matters.queries import MatterLine, own_matters
from heli.people.queries import post_lines, unit_names

SOON = 8
LINES = 8
PAGES = {
    "2.2.1": "need/", "2.2.2": "duties/", "2.2.3": "approvals/", "2.2.4": "tasks/", "2.2.5": "problems/", "2.2.6": "delivery/",
    "2.2.7": "evaluation/", "2.4": "delivery/", "1.2.2": "duties/", "1.3.8": "need/", "2.1": "need/", "1.2.1": "need/",
    "1.2.6": "consult/", "1.2.5.b": "parties/", "1.1.2": "parties/",
}  # fmt: skip
"""Where what a clause asks for is done; the longest prefix counts."""
PLACES = {
    "task": "{url}tasks/{id}/", "matter": "/matters/{id}/", "consultation": "{url}consult/#u-{id}", "goal": "{url}plan/#goals",
}  # fmt: skip
"""Kind of a thing → the page on which it is answered or explained."""
WAYS = {
    1: "牵头单位确认需求后转入下一阶段",
    2: "设计报批后转入下一阶段",
}
"""How the stages are left that no button leaves."""


@dataclass(frozen=True)
class Stage:
    """One of the seven stages for the macro `rail`."""

    name: str
    state: str
    dates: str = ""
    note: str = ""
    parallel: bool = False


@dataclass(frozen=True)
class Gap:
    """One thing that the gate still asks for, with the clauses that ask for it."""

    clauses: tuple[str, ...]
    sentence: str
    who: str
    todo: str
    href: str


@dataclass(frozen=True)
class Gate:
    """The way out of the present stage. `leave` is the button; without one `way` says how the stage is left."""

    onward: str
    gaps: tuple[Gap, ...]
    leave: DeedButton | None
    way: str


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
    href: str


@dataclass(frozen=True)
class Home:
    """The overview."""

    stages: tuple[Stage, ...]
    own: tuple[MatterLine, ...]
    gate: Gate | None
    week: tuple[Due, ...]
    facts: tuple[Fact, ...]
    parties: tuple[PartyLine, ...]
    lines: tuple[Line, ...]
    suspended: str
    moves: tuple[tuple[str, str], ...]
    may_write: bool


def home(actor: Actor, head: Head) -> Home:
    """What the overview shows below the head. The checks of the gate make a fixed number of queries; no list adds one."""
    ref = head.card.ref
    paused = Suspension.objects.filter(collaboration=ref.id, ended_at__isnull=True).values_list("reason", flat=True).first()
    return Home(
        stages=_stages(head),
        own=own_matters(ref.id, actor),
        gate=_gate(actor, head) if head.state == "active" and paused is None else None,
        week=_week(head),
        facts=_facts(head),
        parties=party_lines(ref.id),
        lines=tuple(e for e in timeline(head.card, actor, Asked(size=LINES)).lines if not e.depth),
        suspended=paused or "",
        moves=_moves(actor, head, paused is not None),
        may_write=head.state == "draft" and not allowed(actor, find_act("need.describe"), ref),
    )


def _stages(head: Head) -> tuple[Stage, ...]:
    """The rail: the days on which a stage was entered and left, else the day of its goal. Two queries."""
    passed = {p.stage: p for p in StagePassage.objects.filter(collaboration=head.card.ref.id).order_by("entered_at")}
    goals = {g.stage: g for g in StageGoal.objects.filter(collaboration=head.card.ref.id)}
    return tuple(_stage(n, name, passed.get(n), goals.get(n), head) for n, name in STAGES.items())


def _stage(n: int, name: str, passed: StagePassage | None, goal: StageGoal | None, head: Head) -> Stage:
    note = goal.goal if goal else ""
    if passed is None:
        return Stage(name, "next", f"{day_words(goal.due_on)} 前" if goal else "", note, n == 4)
    since = day_words(day_of(passed.entered_at))
    if passed.left_at is not None and (n < head.stage or head.state == "closed"):
        return Stage(name, "done", f"{since} 至 {day_words(day_of(passed.left_at))}", "", n == 4)
    # a stage that was gone back on has a passage behind it and lies ahead again
    state = "now" if n == head.stage or (n == 5 and head.stage == 4) else "next"
    return Stage(name, state, f"{since} 起" + (f"，{day_words(goal.due_on)} 前" if goal else ""), note, n == 4)


def _gate(actor: Actor, head: Head) -> Gate:
    gaps = tuple(_gap(lack, head) for lack in once_each(gate(head.card.ref, head.stage)))
    last = head.stage == 7
    act = "collaboration.close" if last else "stage.leave" if head.stage in (3, 4, 6) else ""
    button = deed_button(actor, act, head.card, action=f"{head.url}{'close' if last else 'leave'}/") if act else None
    if button is not None and gaps and not button.why:
        button = replace(button, why=f"还缺 {len(gaps)} 项")
    onward = "办结" if last else STAGES[following(head.stage) or 7]
    return Gate(onward, gaps, button, WAYS.get(head.stage, ""))


def _gap(lack: Lack, head: Head) -> Gap:
    return Gap(lack.clauses, lack.sentence, lack.ask, lack.todo, _place(lack, head))


def _place(lack: Lack, head: Head) -> str:
    """Where it is done: the page of the very thing where it has one, else that of the clause; "" where none is built."""
    for ref in lack.refs:
        if ref.kind in PLACES:
            return PLACES[ref.kind].format(url=head.url, id=ref.id)
    pages = [
        p for clause, p in sorted(PAGES.items(), key=lambda x: -len(x[0])) if any(c.startswith(clause) for c in lack.clauses)
    ]
    built = {t.href for t in (*head.tabs, *head.more)}
    return next((head.url + p for p in pages if head.url + p in built), "")


def _week(head: Head) -> tuple[Due, ...]:
    """Tasks that are due until Sunday or late, soonest first. Three queries."""
    if head.stage != 4:
        return ()
    day = today()
    sunday = day + timedelta(days=6 - day.weekday())
    open_ = Task.objects.filter(collaboration=head.card.ref.id, state__in=(*Task.OPEN, "handed"), due_on__lte=sunday)
    rows = list(open_.order_by("due_on", "order")[:SOON])
    units = unit_names({u for t in rows for u in (t.unit_id, t.receiver_id)})
    posts = post_lines(t.post_id for t in rows if t.post_id)

    def who(task: Task) -> str:
        doer = posts[task.post_id].brief if task.post_id in posts else units[task.unit_id].short
        return f"{doer} → {units[task.receiver_id].short} 验收"

    return tuple(
        Due(t.number, t.title, f"{head.url}tasks/{t.id}/", who(t), TASK_STATES[t.state], t.due_on, t.due_on < day) for t in rows
    )


def _facts(head: Head) -> tuple[Fact, ...]:
    """How things stand, from the records. Five queries."""
    id_ = head.card.ref.id
    tasks = list(Task.objects.filter(collaboration=id_).exclude(state="dropped").values_list("state", "due_on"))
    risks = list(Risk.objects.filter(collaboration=id_).values_list("level", flat=True))
    open_ = Problem.objects.filter(collaboration=id_, solutions__isnull=True, left_over__isnull=True).count()
    duties = DutyRow.objects.filter(collaboration=id_).count()
    last = ProgressCheck.objects.filter(collaboration=id_).order_by("-at").values_list("at", flat=True).first()
    late = sum(s in Task.OPEN and d < today() for s, d in tasks)
    accepted = sum(s == "accepted" for s, _ in tasks)
    high = sum(level == "high" for level in risks)
    checked = f"，上次检查 {day_words(day_of(last))}" if last else ""
    return (
        Fact("进度", _lamp(bool(tasks), late), f"{len(tasks)} 项任务验收 {accepted} 项，逾期 {late} 项{checked}", "tasks/"),
        Fact("职责", _lamp(bool(duties), 0), f"职责清单 {duties} 行" if duties else "职责清单还没有编", "duties/"),
        Fact("问题", _lamp(True, open_), f"未决 {open_} 项", "problems/"),
        Fact("风险", _lamp(bool(risks), high), f"登记 {len(risks)} 项，其中高 {high} 项" if risks else "没有登记", "plan/"),
    )


def _lamp(begun: bool, trouble: int) -> str:
    return "off" if not begun else "warn" if trouble else "ok"


def _moves(actor: Actor, head: Head, paused: bool) -> tuple[tuple[str, str], ...]:
    """中止 or 恢复, and 撤销, for who may: words and address."""
    if head.state not in ("active", "draft") or allowed(actor, find_act("collaboration.cancel"), head.card.ref):
        return ()
    if paused:
        return (("恢复", f"{head.url}resume/"), ("撤销", f"{head.url}cancel/"))
    stop = (("中止", f"{head.url}suspend/"),) if head.state == "active" else ()
    return (*stop, ("撤销", f"{head.url}cancel/"))
