"""Reading the plan for its page: a fixed number of queries whatever the number of tasks and parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.approvals.queries import latest
from heli.clauses.catalogue import clause
from heli.clauses.registry import gate
from heli.clauses.results import lacks
from heli.collaborations.attaching import submitted_at, to_collaboration
from heli.collaborations.duties.pages import why_closed
from heli.collaborations.duties.rules import DESIGN
from heli.collaborations.models import STAGES, Collaboration, StagePassage
from heli.collaborations.plan import documents
from heli.collaborations.plan.models import TASK_STATES, Baseline, GoalMeasure, NoRisk, Risk, StageGoal, Task
from heli.collaborations.plan.rules import Flaw, Node, flaws, missed
from heli.documents.queries import FileLine, lines_on
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, cards
from heli.kernel.time import day_of, today
from heli.people.queries import PostLine, post_lines, unit_names

RISK_LAMPS = {"high": "bad", "medium": "warn", "low": "off"}


@dataclass(frozen=True)
class TaskView:
    """A task as the table shows it; `flaws` are what the plan must mend there."""

    id: UUID
    number: str
    title: str
    unit: str
    who: str
    receiver: str
    starts_on: date
    due_on: date
    needs: tuple[str, ...]
    deliverable: str
    criterion: str
    state: str
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class GoalView:
    """A stage goal; `left`: its stage is over; `late`: it was not reached by its day. `measure`: cause and measure on record."""

    id: UUID
    stage: str
    goal: str
    due_on: date
    left: bool
    late: bool
    measure: str


@dataclass(frozen=True)
class RiskView:
    """A named risk."""

    title: str
    lamp: str
    level: str
    response: str
    trigger: str
    who: str


@dataclass(frozen=True)
class Fact:
    """One fact against a clause, and who can settle it."""

    text: str
    who: str


@dataclass(frozen=True)
class Lacking:
    """What keeps stage 2 from being left: the facts that the same clauses ask for."""

    clauses: tuple[str, ...]
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class PlanPage:
    """The page. `lacking` is what keeps stage 2 from being left, None after it; `approval` leads to the newest submission.

    `files` lie on the collaboration, those of the submitter's organisation go along; `upload` is why none may be added.
    """

    tasks: tuple[TaskView, ...]
    goals: tuple[GoalView, ...]
    risks: tuple[RiskView, ...]
    no_risk: str
    flaws: int
    closed: str
    edits: bool
    submits: bool
    explains: bool
    lacking: tuple[Lacking, ...] | None
    approval: Card | None
    baseline: str
    span: tuple[date, date] | None
    files: tuple[FileLine, ...]
    upload: str


def plan_page(actor: Actor, card: Card) -> PlanPage:
    """Everything that the plan shows to `actor`, with the gate of stage 2 while it is being designed."""
    rows = list(Task.objects.filter(collaboration=card.root).exclude(state="dropped").order_by("order"))
    ends = Collaboration.objects.filter(id=card.root).values_list("due_on", flat=True).first()
    nodes = documents.nodes(card.root)
    found: dict[str, list[Flaw]] = {}
    for flaw in flaws(nodes, ends):
        found.setdefault(flaw.task, []).append(flaw)
    risks = list(Risk.objects.filter(collaboration=card.root).order_by("title"))
    lines = post_lines([p for p in (*(t.post_id for t in rows), *(r.post_id for r in risks)) if p])
    closed = why_closed(card)
    edits = not closed and not allowed(actor, find_act("task.plan"), card.ref)
    return PlanPage(
        tasks=_tasks(rows, nodes, lines, found),
        goals=_goals(card),
        risks=tuple(_risk(r, lines) for r in risks),
        no_risk=NoRisk.objects.filter(collaboration=card.root).values_list("words", flat=True).first() or "",
        flaws=sum(len(x) for x in found.values()),
        closed=closed,
        edits=edits,
        submits=edits and not allowed(actor, find_act("design.submit"), card.ref),
        explains=card.state == "active" and not find_act("goal.explain").allow.against(actor, card),
        lacking=_lacking(card),
        approval=_approval(actor, card),
        baseline=_baseline(card),
        span=(min(t.starts_on for t in rows), max(t.due_on for t in rows)) if rows else None,
        files=lines_on("collaboration", {card.root: submitted_at(card.ref)}, actor).get(card.root, ()),
        upload=next((str(r.sentence) for r in to_collaboration(actor, card.ref)), ""),
    )


def _tasks(
    rows: Sequence[Task], nodes: Sequence[Node], lines: Mapping[UUID, PostLine], found: Mapping[str, Sequence[Flaw]]
) -> tuple[TaskView, ...]:
    names = unit_names({u for t in rows for u in (t.unit_id, t.receiver_id)})
    numbers = {str(t.id): t.number for t in rows}
    needs = {n.id: tuple(numbers[x] for x in n.needs if x in numbers) for n in nodes}
    return tuple(
        TaskView(
            t.id,
            t.number,
            t.title,
            names[t.unit_id].short,
            _person(lines, t.post_id),
            names[t.receiver_id].short,
            t.starts_on,
            t.due_on,
            tuple(sorted(needs[str(t.id)])),
            t.deliverable,
            t.criterion,
            TASK_STATES[t.state],
            tuple(found.get(str(t.id), ())),
        )
        for t in rows
    )


def _person(lines: Mapping[UUID, PostLine], post: UUID | None) -> str:
    line = lines.get(post) if post else None
    return (line.person or f"{line.title}（空缺）") if line else ""


def _goals(card: Card) -> tuple[GoalView, ...]:
    rows = list(StageGoal.objects.filter(collaboration=card.root).order_by("stage"))
    said = dict(GoalMeasure.objects.filter(goal__in=rows).order_by("at").values_list("goal", "words"))
    passed = StagePassage.objects.filter(collaboration=card.root).order_by("entered_at").values_list("stage", "left_at")
    left = {stage: day_of(at) if at else None for stage, at in passed}
    return tuple(
        GoalView(
            g.id,
            f"第 {g.stage} 阶段 {STAGES[g.stage]}",
            g.goal,
            g.due_on,
            g.stage < card.facts["stage"],
            missed(g.stage, g.due_on, left, card.facts["stage"], card.state, today()),
            said.get(g.id, ""),
        )
        for g in rows
    )


def _risk(row: Risk, lines: Mapping[UUID, PostLine]) -> RiskView:
    words = Risk.LEVELS[row.level]
    return RiskView(row.title, RISK_LAMPS[row.level], words, row.response, row.trigger, _person(lines, row.post_id))


def _lacking(card: Card) -> tuple[Lacking, ...] | None:
    """What the gate of stage 2 asks for (2.2.2), in the order of the norm; None once it was passed or before it."""
    if card.facts["stage"] != DESIGN or card.state != "active":
        return None
    found: dict[tuple[str, ...], list[Fact]] = {}
    for lack in lacks(gate(card.ref, DESIGN)):
        found.setdefault(lack.clauses, []).append(Fact(lack.sentence, lack.ask))
    return tuple(Lacking(ids, "、".join(clause(i).title for i in ids), tuple(facts)) for ids, facts in found.items())


def _approval(actor: Actor, card: Card) -> Card | None:
    """The newest approval, for those who may see it. Two queries."""
    one = latest(card.ref)
    return cards([one.ref], actor).get(one.ref) if one else None


def _baseline(card: Card) -> str:
    """The baseline in force, in words; empty before the first."""
    one = Baseline.objects.filter(collaboration=card.root).order_by("-number").values_list("number", "at", "digest").first()
    if one is None:
        return ""
    return f"第 {one[0]} 版基线，{day_of(one[1]):%Y-%m-%d} 终审生效，校验值 {one[2][:8]}。以后的改动按变更办理"
