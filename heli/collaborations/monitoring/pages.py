"""Reading monitoring: the checks of progress with their rhythm, and the problems with who solves them."""

from __future__ import annotations

from collections.abc import Mapping
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
from heli.collaborations.monitoring.rules import Lapse, lapses
from heli.collaborations.plan.models import Task
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.actor import Actor
from heli.kernel.calendar import national
from heli.kernel.cards import Card
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, now, today
from heli.matters.models import Matter
from heli.people.queries import PostLine, post_lines, posts, unit_names
from heli.people.then import Then, deed, lines_then, units_then


@dataclass(frozen=True)
class CheckLine:
    """A check of progress."""

    words: str
    lapse: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ProblemLine:
    """A problem. `matter` is where it is answered and confirmed; empty once that is not open to anybody any more."""

    ref: Ref
    number: str
    title: str
    detail: str
    task: str
    task_url: str
    unit: str
    raiser: str
    due_on: date
    lamp: str
    state: str
    matter: str
    outcome: str
    open: bool
    version: int


@dataclass(frozen=True)
class Monitoring:
    """The page. `next_check` is the day by which the next check is due; None outside execution."""

    every: int
    checks: tuple[CheckLine, ...]
    lapses: tuple[Lapse, ...]
    next_check: date | None
    late: bool
    problems: tuple[ProblemLine, ...]
    forms: Mapping[str, DeedForm]
    may_leave: bool

    @property
    def waiting(self) -> int:
        """Problems neither solved nor withdrawn nor left over."""
        return sum(p.open for p in self.problems)


def monitoring(actor: Actor, card: Card, stage: int, state: str, task: str = "") -> Monitoring:
    """Checks and problems of the collaboration `card`; `task` is chosen in the form. The caller has found it for the reader.

    Queries: passage, suspensions, checks, problems, solutions, withdrawals, left over, matters, posts of then (two) and of today, units,
    who may, tasks, parties and their units.
    """
    root = card.root
    passage = StagePassage.objects.filter(collaboration=root, stage=5).order_by("entered_at").first()
    checks = list(ProgressCheck.objects.filter(collaboration=root).order_by("at"))
    rows = list(Problem.objects.filter(collaboration=root).select_related("task").order_by("order"))
    every = period("2.2.5", "check_every").amount
    found: tuple[Lapse, ...] = ()
    due: date | None = None
    if passage is not None:
        start = day_of(passage.entered_at)
        until = day_of(passage.left_at or now())
        found = lapses(start, [(day_of(c.at), c.lapse) for c in checks], until, every, pauses_in(root))
        due = national().add(day_of(checks[-1].at) if checks else start, every) if passage.left_at is None else None
    left = {x.problem_id: x for x in LeftOver.objects.filter(problem__in=rows)}
    then = lines_then({deed(c) for c in checks} | {_raised(p) for p in rows})
    owners = post_lines(x.owner_id for x in left.values())
    running = state == "active" and stage in (4, 6)
    # the form names every party: read first, it spares the problems their own query for units
    forms = _forms(actor, card, stage, task) if running else {}
    return Monitoring(
        every=every,
        checks=tuple(CheckLine(c.words, c.lapse, _brief(then.get(deed(c))), c.at) for c in reversed(checks)),
        lapses=found,
        next_check=due,
        late=due is not None and due < today(),
        problems=_problems(rows, left, owners, then, card),
        forms=forms,
        may_leave=running and not find_act("problem.leave_over").allow.against(actor, card),
    )


def _raised(row: Problem) -> Then:
    """The post that raised it, on that day."""
    return row.raised_by_id, day_of(row.raised_at)


def _problems(
    rows: list[Problem],
    left: Mapping[UUID, LeftOver],
    owners: Mapping[UUID, PostLine],
    then: Mapping[Then, PostLine],
    card: Card,
) -> tuple[ProblemLine, ...]:
    solved = {s.problem_id: s for s in Solution.objects.filter(problem__in=rows).order_by("at")}
    gone = dict(ProblemWithdrawal.objects.filter(problem__in=rows).values_list("problem", "reason"))
    matters = {m.about_id: m for m in Matter.objects.filter(kind="problem.solve", about_id__in=[p.id for p in rows])}
    units = unit_names({p.unit_id for p in rows})
    were = units_then((p.unit_id, day_of(solved[p.id].at)) for p in rows if p.id in solved)

    def unit(row: Problem) -> str:
        done = solved.get(row.id)
        label = were.get((row.unit_id, day_of(done.at))) if done else None
        return (label or units[row.unit_id]).short

    return tuple(
        _problem(p, card, solved, gone.get(p.id, ""), left.get(p.id), matters.get(p.id), owners, then, unit(p)) for p in rows
    )


def _problem(
    row: Problem,
    card: Card,
    solved: Mapping[UUID, Solution],
    gone: str,
    left: LeftOver | None,
    matter: Matter | None,
    owners: Mapping[UUID, PostLine],
    then: Mapping[Then, PostLine],
    unit: str,
) -> ProblemLine:
    lamp, state, outcome = "warn", "待解决", ""
    if row.id in solved:
        lamp, state, outcome = "ok", "已解决", solved[row.id].words
    elif gone:
        lamp, state, outcome = "off", "已撤回", gone
    elif left is not None:
        lamp, state = "off", "列为遗留"
        outcome = f"{left.reason}。由 {_brief(owners.get(left.owner_id))} 在 {left.due_on:%m-%d} 前办理"
    elif matter is not None and matter.state == "answered":
        state = "已答复，待提出方确认"
    elif row.due_on < today():
        lamp, state = "bad", "逾期未解决"
    return ProblemLine(
        ref=row.ref, number=row.number, title=row.title, detail=row.detail,
        task=f"{row.task.number} {row.task.title}" if row.task else "",
        task_url=f"{card.url}tasks/{row.task_id}/" if row.task else "", unit=unit,
        raiser=_brief(then.get(_raised(row))), due_on=row.due_on, lamp=lamp, state=state,
        matter=f"/matters/{matter.id}/" if matter is not None else "", outcome=outcome,
        open=row.id not in solved and not gone and left is None, version=row.version,
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
