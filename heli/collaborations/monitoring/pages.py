"""Reading monitoring: the checks of progress with their rhythm, and the problems with who solves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from heli.acts.forms import Choice
from heli.acts.pages import DeedForm, deed_form
from heli.acts.registry import find_act
from heli.clauses.catalogue import period
from heli.collaborations.duties.queries import parties
from heli.collaborations.models import StagePassage
from heli.collaborations.monitoring.models import LeftOver, Problem, ProblemWithdrawal, ProgressCheck, Solution
from heli.collaborations.monitoring.rules import Lapse, is_late, lapses, next_due
from heli.collaborations.plan.models import Task
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.clock import Due, Pause
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, now, today
from heli.matters.models import Matter
from heli.people.queries import PostLine, UnitLabel, post_lines, posts, unit_names
from heli.people.then import Then, deed, lines_then, units_then

LEAVE = "problem.leave_over"


@dataclass(frozen=True)
class CheckLine:
    """A check of progress."""

    words: str
    lapse: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ProblemLine:
    """A problem. `matter` is where it is answered and confirmed; empty once that is not open to anybody any more.

    `due_on` is the day by which it is to be solved, or confirmed by who raised it (`confirming`).
    """

    ref: Ref
    number: str
    title: str
    detail: str
    task: str
    task_url: str
    unit: str
    raiser: str
    due_on: date
    confirming: bool
    lamp: str
    state: str
    matter: str
    outcome: str
    open: bool
    version: int


@dataclass(frozen=True)
class Monitoring:
    """The page. `next_check` is the day by which the next check is due; None outside execution and while it rests."""

    every: int
    checks: tuple[CheckLine, ...]
    lapses: tuple[Lapse, ...]
    next_check: date | None
    late: bool
    rests: bool
    problems: tuple[ProblemLine, ...]
    forms: Mapping[str, DeedForm]
    may_leave: bool

    @property
    def waiting(self) -> int:
        """Problems neither solved nor withdrawn nor left over."""
        return sum(p.open for p in self.problems)


def monitoring(actor: Actor, card: Card, stage: int, state: str, task: str = "") -> Monitoring:
    """Checks and problems of the collaboration `card`; `task` is chosen in the form. The caller has found it for the reader.

    Queries: passage, suspensions, checks, problems, solutions, withdrawals, left over, matters, posts of then (two) and of
    today, units, who may, tasks, parties and their units.
    """
    root = card.root
    passage = StagePassage.objects.filter(collaboration=root, stage=5).order_by("entered_at").first()
    checks = list(ProgressCheck.objects.filter(collaboration=root).order_by("at"))
    rows = list(Problem.objects.filter(collaboration=root).select_related("task").order_by("order"))
    every = period("2.2.5", "check_every").amount
    pauses = pauses_in(root)
    rests = any(p.end is None for p in pauses)
    rhythm = _rhythm(passage, checks, every, pauses)
    left = {x.problem_id: x for x in LeftOver.objects.filter(problem__in=rows)}
    then = lines_then({deed(c) for c in checks} | {_raised(p) for p in rows})
    running = state == "active" and stage in (4, 6)
    # the form names every party: read first, it spares the problems their own query for units
    forms = _forms(actor, card, stage, task) if running else {}
    known = _facts(rows, left, then, card, rests)
    return Monitoring(
        every=every,
        checks=tuple(CheckLine(c.words, c.lapse, _brief(then.get(deed(c))), c.at) for c in reversed(checks)),
        lapses=rhythm.lapses,
        next_check=rhythm.due,
        late=rhythm.late,
        rests=rests,
        problems=tuple(_problem(p, known) for p in rows),
        forms=forms,
        may_leave=not rests and state == "active" and stage >= 4 and not find_act(LEAVE).allow.against(actor, card),
    )


@dataclass(frozen=True)
class _Rhythm:
    """Where the checks stand: the stretches without one, the day of the next, and whether it is past."""

    lapses: tuple[Lapse, ...] = ()
    due: date | None = None
    late: bool = False


def _rhythm(passage: StagePassage | None, checks: list[ProgressCheck], every: int, pauses: Sequence[Pause]) -> _Rhythm:
    if passage is None:
        return _Rhythm()
    start, days = day_of(passage.entered_at), [day_of(c.at) for c in checks]
    found = lapses(start, [(day_of(c.at), c.lapse) for c in checks], day_of(passage.left_at or now()), every, pauses)
    due = next_due(max([start, *days]), every, pauses) if passage.left_at is None else None
    return _Rhythm(found, due, due is not None and is_late(start, days, today(), every, pauses))


def _raised(row: Problem) -> Then:
    """The post that raised it, on that day."""
    return row.raised_by_id, day_of(row.raised_at)


@dataclass(frozen=True)
class _Facts:
    """What is known of the problems of a page, by problem; the names of units and posts."""

    card: Card
    rests: bool
    solved: Mapping[UUID, Solution]
    withdrawn: Mapping[UUID, str]
    left: Mapping[UUID, LeftOver]
    matters: Mapping[UUID, Matter]
    owners: Mapping[UUID, PostLine]
    then: Mapping[Then, PostLine]
    units: Mapping[UUID, UnitLabel]
    were: Mapping[Then, UnitLabel]

    def unit(self, row: Problem) -> str:
        """The solving unit: as it was called when the problem was solved, else as today."""
        done = self.solved.get(row.id)
        label = self.were.get((row.unit_id, day_of(done.at))) if done else None
        return (label or self.units[row.unit_id]).short


def _facts(rows: list[Problem], left: Mapping[UUID, LeftOver], then: Mapping[Then, PostLine], card: Card, rests: bool) -> _Facts:
    solved = {s.problem_id: s for s in Solution.objects.filter(problem__in=rows).order_by("at")}
    return _Facts(
        card, rests, solved,
        dict(ProblemWithdrawal.objects.filter(problem__in=rows).values_list("problem", "reason")),
        left,
        {m.about_id: m for m in Matter.objects.filter(kind="problem.solve", about_id__in=[p.id for p in rows])},
        post_lines(x.owner_id for x in left.values()),
        then,
        unit_names({p.unit_id for p in rows}),
        units_then((p.unit_id, day_of(solved[p.id].at)) for p in rows if p.id in solved),
    )  # fmt: skip


def _problem(row: Problem, known: _Facts) -> ProblemLine:
    solved, left, matter = known.solved.get(row.id), known.left.get(row.id), known.matters.get(row.id)
    lamp, state, outcome, due_on, confirming = "warn", "待解决", "", row.due_on, False
    if solved is not None:
        lamp, state, outcome = "ok", "已解决", solved.words
    elif row.id in known.withdrawn:
        lamp, state, outcome = "off", "已撤回", known.withdrawn[row.id]
    elif left is not None:
        lamp, state = "off", "列为遗留"
        outcome = f"{left.reason}。由 {_brief(known.owners.get(left.owner_id))} 在 {left.due_on:%m-%d} 前办理"
    elif matter is not None:
        # the time that counts is that of the matter: it is extended, and moves after a suspension
        due_on, confirming = Due(matter.due_at).day, matter.state == "answered"
        if confirming:
            state = "已答复，待提出方确认"
        elif matter.due_at <= now() and not known.rests:
            lamp, state = "bad", "逾期未解决"
    return ProblemLine(
        ref=row.ref, number=row.number, title=row.title, detail=row.detail,
        task=f"{row.task.number} {row.task.title}" if row.task else "",
        task_url=f"{known.card.url}tasks/{row.task_id}/" if row.task else "", unit=known.unit(row),
        raiser=_brief(known.then.get(_raised(row))), due_on=due_on, confirming=confirming, lamp=lamp, state=state,
        matter=f"/matters/{matter.id}/" if matter is not None else "", outcome=outcome,
        open=solved is None and left is None and row.id not in known.withdrawn, version=row.version,
    )  # fmt: skip


def _brief(line: PostLine | None) -> str:
    return f"{line.unit.short} {line.person or line.title}" if line else ""


def _forms(actor: Actor, card: Card, stage: int, task: str) -> dict[str, DeedForm]:
    found: dict[str, DeedForm] = {}
    if stage == 4 and not find_act("progress.check").allow.against(actor, card):
        found["check"] = deed_form(actor, "progress.check", card, action=f"{card.url}problems/check/", mark="check")
    if not find_act("problem.raise").allow.against(actor, card):
        chosen = choices(card.root)
        found["raise"] = deed_form(
            actor,
            "problem.raise",
            card,
            action=f"{card.url}problems/raise/",
            options=chosen,
            initial={"task": task},
            mark="raise",
        )
    return found


def choices(collaboration: UUID) -> dict[str, list[Choice]]:
    """What a problem can be about, and the units that can solve it. Three queries."""
    units = unit_names(found := parties(collaboration))
    rows = Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order")
    return {
        "task": [Choice(str(t.id), f"{t.number} {t.title}") for t in rows],
        "unit": [Choice(str(u), units[u].name) for u in found if u in units],
    }


def owners(collaboration: UUID) -> dict[str, list[Choice]]:
    """The posts of the parties that a problem can be left over to. Two queries."""
    held = [p for p in posts(units=parties(collaboration)) if p.person_id is not None]
    return {"owner": [Choice(str(p.id), f"{p.unit.short} · {p.title} · {p.person}") for p in held]}
