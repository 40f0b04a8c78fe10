"""The figures of a collaboration from its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from heli.collaborations.delivery.models import HandOver, Receipt
from heli.collaborations.facts import Fileable, TaskFact, task_facts
from heli.collaborations.models import Outcome, Party
from heli.collaborations.plan.models import Task
from heli.evaluation import rules
from heli.evaluation.models import Asked, Lesson
from heli.kernel.dated import in_force
from heli.kernel.time import today
from heli.ledger.models import Entry
from heli.ledger.queries import openings

WORKING = ("lead", "cooperating")


@dataclass(frozen=True)
class SentBack:
    """How the input of an act says that a step goes back, and how the record of it is called."""

    field: str
    value: str | bool
    what: str
    said: str
    page: str


SENT_BACK = {
    "need.rule": SentBack("confirmed", False, "需求", "退回补充", "need/"),
    "approval.decide": SentBack("verdict", "return", "报批", "审批退回", "approvals/"),
    "task.accept": SentBack("accepted", False, "任务", "验收退回", "tasks/{}/"),
    "delivery.receive": SentBack("received", False, "成果", "签收退回", "delivery/"),
}
"""The acts that send a step back (2.4.d: out of the approved order)."""


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
    """Dimension → figure and records. Queries: four of the tasks' facts, tasks, outcomes, hand-overs, receipts, lessons,
    entries, openings."""
    facts = task_facts(collaboration)
    names = {t.id: f"{t.number} {t.title}" for t in Task.objects.filter(collaboration=collaboration)}
    receipts = Receipt.objects.filter(hand_over__item__collaboration=collaboration, received=True)
    received = set(receipts.values_list("hand_over__item__outcome", flat=True))
    outcomes = list(Outcome.objects.filter(collaboration=collaboration).order_by("order"))
    reached = HandOver.objects.filter(item__collaboration=collaboration).order_by("at")
    actual = dict(reached.values_list("item__outcome", "actual"))
    lessons = list(Lesson.objects.filter(collaboration=collaboration).order_by("at"))
    back = returns(collaboration, names)
    return {
        "goal": Dimension(
            rules.goal(len({o.id for o in outcomes} & received), len(outcomes)),
            tuple(_reached(o, actual.get(o.id, ""), o.id in received) for o in outcomes),
        ),
        "process": Dimension(
            rules.process(facts, len(back)),
            (*(_record(f, names, rules.timely(f), rules.process_word(f)) for f in facts), *back),
        ),
        "quality": Dimension(
            rules.quality(facts),
            tuple(_record(f, names, f.first_try, "一次通过" if f.first_try else "未一次通过") for f in facts),
        ),
        "improvement": Dimension(
            rules.improvement(len(lessons)), tuple(Record(x.title, x.next_time, True, "evaluation/#less") for x in lessons)
        ),
    }


def returns(collaboration: UUID, names: Mapping[UUID, str]) -> list[Record]:
    """Every step that was sent back, in the order of the record; `names` are the titles of tasks. Two queries."""
    rows = Entry.objects.filter(root=collaboration, act__in=SENT_BACK, decision="done").order_by("at", "id")
    entries = list(rows.values_list("id", "act", "subject"))
    given = openings([id_ for id_, _act, _subject in entries], path="input")
    return [
        Record(names.get(subject, SENT_BACK[act].what), SENT_BACK[act].said, False, SENT_BACK[act].page.format(subject))
        for id_, act, subject in entries
        if (given.get(id_, {}).get("input") or {}).get(SENT_BACK[act].field) == SENT_BACK[act].value
    ]


def _reached(outcome: Outcome, actual: str, received: bool) -> Record:
    said = f"目标值 {outcome.target or '未填'}，实际值 {actual or '未填'}，{'已签收' if received else '未签收'}"
    return Record(outcome.title, said, received, "delivery/")


def _record(fact: TaskFact, names: Mapping[UUID, str], counts: bool, said: str) -> Record:
    return Record(names.get(fact.task, ""), said, counts, f"tasks/{fact.task}/")


def lessons_to_file(collaboration: UUID) -> Iterator[Fileable]:
    """The lessons, for the archive."""
    for lesson in Lesson.objects.filter(collaboration=collaboration).order_by("at"):
        content = {"title": lesson.title, "why": lesson.why, "next_time": lesson.next_time}
        yield Fileable(f"经验与不足：{lesson.title}", "experience", "lesson", lesson.id, content)
