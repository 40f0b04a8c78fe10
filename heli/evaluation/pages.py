"""Reading the evaluation: figures with their records, judgements beside them, each unit's view as it was given, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heli.acts.halts import moment_of
from heli.acts.pages import DeedForm, deed_form
from heli.acts.registry import find_act
from heli.evaluation.models import DIMENSIONS, Asked, Judgement, Lesson, View
from heli.evaluation.queries import Record, dimensions, questions
from heli.evaluation.rules import said
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.ref import Ref
from heli.kernel.time import now
from heli.people.queries import PostLine, unit_names
from heli.people.then import Then, deed, lines_then

CLAUSES = {"process": "2.4.d", "quality": "2.4.e", "improvement": "2.4.f"}
"""What a figure measures; the one of goals does not measure 2.4.c yet (see `rules.goal`)."""


@dataclass(frozen=True)
class Judged:
    """A person's judgement, with the figure as it stood then."""

    verdict: str
    words: str
    who: str
    at: datetime
    figure: str


@dataclass(frozen=True)
class DimensionLine:
    """One of the four: what the record says above, what people judge below."""

    code: str
    name: str
    clause: str
    percent: int | None
    part: int
    whole: int
    formula: str
    unit: str
    records: tuple[Record, ...]
    judged: tuple[Judged, ...]
    form: DeedForm | None


@dataclass(frozen=True)
class ViewLine:
    """A unit that was asked, and its answer as it was given."""

    ref: Ref
    unit: str
    satisfaction: str
    words: str
    who: str
    at: datetime | None
    due_at: datetime
    late: bool


@dataclass(frozen=True)
class LessonLine:
    """What was learnt."""

    title: str
    why: str
    next_time: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Evaluation:
    """The page. `running`: in stage 7."""

    at: datetime
    dimensions: tuple[DimensionLine, ...]
    views: tuple[ViewLine, ...]
    lessons: tuple[LessonLine, ...]
    forms: Mapping[str, DeedForm]
    running: bool

    @property
    def answered(self) -> int:
        """How many units have answered."""
        return sum(v.at is not None for v in self.views)


def evaluation(actor: Actor, card: Card, stage: int, state: str) -> Evaluation:
    """The evaluation of the collaboration `card`. The caller has found it for the reader.

    Queries: those of the figures, judgements, asked with answers, lessons, posts, units, who may.
    """
    root = card.root
    found = dimensions(root)
    judgements = list(Judgement.objects.filter(collaboration=root).order_by("-at"))
    asked = list(questions(root).select_related("view", "unit", "collaboration").order_by("unit__order"))
    lessons = list(Lesson.objects.filter(collaboration=root).order_by("at"))
    answers = {a.id: a.view for a in asked if hasattr(a, "view")}
    people = lines_then({deed(r) for rows in (judgements, lessons, answers.values()) for r in rows})  # type: ignore[attr-defined]
    units = unit_names({a.unit_id for a in asked})
    running, moment = state == "active" and stage == 7, moment_of(root)
    judges = running and not find_act("evaluation.judge").allow.against(actor, card)
    by_code: dict[str, list[Judged]] = {}
    for row in judgements:
        by_code.setdefault(row.dimension, []).append(_judged(row, people))
    return Evaluation(
        at=now(),
        dimensions=tuple(
            DimensionLine(
                code, name, CLAUSES.get(code, ""), found[code].figure.percent, found[code].figure.part, found[code].figure.whole,
                found[code].figure.formula, found[code].figure.unit, found[code].records, tuple(by_code.get(code, ())),
                _judging(actor, card, code) if judges else None,
            )
            for code, name in DIMENSIONS.items()
        ),
        views=tuple(_view(a, answers.get(a.id), units[a.unit_id].name, people, moment) for a in asked),
        lessons=tuple(LessonLine(x.title, x.why, x.next_time, _brief(people.get(deed(x))), x.at) for x in lessons),
        forms=_forms(actor, card, asked, answers, stage, state),
        running=running,
    )  # fmt: skip


def _brief(line: PostLine | None) -> str:
    return f"{line.unit.name} {line.title} {line.person}".strip() if line else ""


def _judged(row: Judgement, people: Mapping[Then, PostLine]) -> Judged:
    return Judged(Judgement.VERDICTS[row.verdict], row.words, _brief(people.get(deed(row))), row.at, said(row.figure))


def _view(asked: Asked, answer: View | None, unit: str, people: Mapping[Then, PostLine], moment: datetime) -> ViewLine:
    late = answer is None and asked.due_at < moment
    if answer is None:
        return ViewLine(asked.ref, unit, "", "", "", None, asked.due_at, late)
    line = people.get(deed(answer))
    words = View.SATISFACTION[answer.satisfaction]
    unit = line.unit.name if line else unit
    return ViewLine(asked.ref, unit, words, answer.words, line.person if line else "", answer.at, asked.due_at, late)


def _judging(actor: Actor, card: Card, code: str) -> DeedForm:
    without = frozenset({"dimension"})
    action = f"{card.url}evaluation/judge/{code}/"
    return deed_form(actor, "evaluation.judge", card, action=action, without=without, mark=code)


def _forms(
    actor: Actor, card: Card, asked: list[Asked], answers: Mapping[UUID, Any], stage: int, state: str
) -> dict[str, DeedForm]:
    found: dict[str, DeedForm] = {}
    if state == "active" and stage in (4, 6, 7) and not find_act("lesson.write").allow.against(actor, card):
        found["lesson"] = deed_form(actor, "lesson.write", card, action=f"{card.url}evaluation/lesson/", mark="lesson")
    for one in asked:
        if (
            state == "active"
            and stage == 7
            and one.id not in answers
            and not find_act("evaluation.view").allow.against(actor, one)
        ):
            about = Card(one.ref, one.root_id, one.version, "评价")
            action = f"{card.url}evaluation/view/{one.id}/"
            found["view"] = deed_form(actor, "evaluation.view", about, action=action, mark="view")
    return found
