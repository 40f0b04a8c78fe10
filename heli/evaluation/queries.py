"""The figures of a collaboration from its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from heli.collaborations.delivery.models import Receipt
from heli.collaborations.facts import Fileable, TaskFact, task_facts
from heli.collaborations.models import Outcome, Party
from heli.collaborations.monitoring.models import Problem, Solution
from heli.collaborations.plan.models import Task
from heli.evaluation import rules
from heli.evaluation.models import Asked, Lesson
from heli.kernel.dated import in_force
from heli.kernel.time import today

WORKING = ("lead", "cooperating")


@dataclass(frozen=True)
class Record:
    """A fact behind a figure: what it is about, what became of it, and whether it counts."""

    words: str
    said: str
    counts: bool
    page: str


@dataclass(frozen=True)
class Dimension:
    """A figure with the records that it is computed from."""

    figure: rules.Figure
    records: tuple[Record, ...]


def _working(collaboration: UUID) -> QuerySet[Party]:
    """The parties with a share of the work that have said that they take part."""
    return Party.objects.filter(in_force(today()), collaboration=collaboration, role__in=WORKING, state="accepted")


def to_ask(collaboration: UUID) -> list[UUID]:
    """The units that take part and have not been asked for their view yet. One query."""
    asked = Asked.objects.filter(collaboration=collaboration).values("unit")
    return list(_working(collaboration).exclude(unit__in=asked).order_by("unit__order").values_list("unit", flat=True))


def questions(collaboration: UUID) -> QuerySet[Asked]:
    """The questions that stand: of a unit that declined afterwards only what it answered before."""
    still = Q(unit__in=_working(collaboration).values("unit")) | Q(view__isnull=False)
    return Asked.objects.filter(still, collaboration=collaboration)


def unanswered(collaboration: UUID) -> QuerySet[Asked]:
    """The questions that wait for their answer."""
    return questions(collaboration).filter(view__isnull=True)


def figures(collaboration: UUID) -> dict[str, rules.Figure]:
    """Dimension → figure. A fixed number of queries."""
    return {code: found.figure for code, found in dimensions(collaboration).items()}


def dimensions(collaboration: UUID) -> dict[str, Dimension]:
    """Dimension → figure and records. Queries: four of the tasks' facts, tasks, outcomes, receipts, problems, solutions."""
    facts = task_facts(collaboration)
    names = {t.id: f"{t.number} {t.title}" for t in Task.objects.filter(collaboration=collaboration)}
    receipts = Receipt.objects.filter(hand_over__item__collaboration=collaboration, received=True)
    received = set(receipts.values_list("hand_over__item__outcome", flat=True))
    outcomes = list(Outcome.objects.filter(collaboration=collaboration).order_by("order"))
    problems = list(Problem.objects.filter(collaboration=collaboration).order_by("order"))
    solved = set(Solution.objects.filter(problem__in=problems).values_list("problem", flat=True))
    return {
        "goal": Dimension(
            rules.goal(len({o.id for o in outcomes} & received), len(outcomes)),
            tuple(Record(o.title, "已签收" if o.id in received else "未签收", o.id in received, "delivery/") for o in outcomes),
        ),
        "process": Dimension(
            rules.process(facts), tuple(_record(f, names, rules.timely(f), rules.process_word(f)) for f in facts)
        ),
        "quality": Dimension(
            rules.quality(facts),
            tuple(_record(f, names, f.first_try, "一次通过" if f.first_try else "未一次通过") for f in facts),
        ),
        "improvement": Dimension(
            rules.improvement(len(solved), len(problems)),
            tuple(
                Record(f"{p.number} {p.title}", "已解决" if p.id in solved else "未解决", p.id in solved, "problems/")
                for p in problems
            ),
        ),
    }


def _record(fact: TaskFact, names: Mapping[UUID, str], counts: bool, said: str) -> Record:
    return Record(names.get(fact.task, ""), said, counts, f"tasks/{fact.task}/")


def lessons_to_file(collaboration: UUID) -> Iterator[Fileable]:
    """The lessons, for the archive."""
    for lesson in Lesson.objects.filter(collaboration=collaboration).order_by("at"):
        content = {"title": lesson.title, "why": lesson.why, "next_time": lesson.next_time}
        yield Fileable(f"经验与不足：{lesson.title}", "experience", "lesson", lesson.id, content)
