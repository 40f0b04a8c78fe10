"""Verbs of evaluation (2.2.7, 2.4): ask the parties, answer, judge the four dimensions, write a lesson."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.clauses.catalogue import period
from heli.collaborations.conditions import ForUnit, InGroup, Participates, Runs
from heli.collaborations.inputs import AREA, labels
from heli.collaborations.models import Collaboration
from heli.collaborations.stages.acts import must_run
from heli.evaluation.models import DIMENSIONS, Asked, Judgement, Lesson, View
from heli.evaluation.queries import figures, to_ask, unanswered
from heli.kernel.actor import Actor
from heli.kernel.clock import Clock
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.matters.consequences import Pushing, later
from heli.matters.opening import Opening, open_all, settle
from heli.people.conditions import HoldsPost


class Viewing(Input):
    """A party's view of how this collaboration went."""

    satisfaction: Literal["good", "fair", "poor"] = Field(title="总体", json_schema_extra=labels(View.SATISFACTION))
    words: str = Field("", title="意见", max_length=1000, json_schema_extra=AREA)


class JudgingDimension(Input):
    """A judgement beside a figure."""

    dimension: Literal["goal", "process", "quality", "improvement"] = Field(title="方面", json_schema_extra=labels(DIMENSIONS))
    verdict: Literal["good", "fair", "poor"] = Field(title="判断", json_schema_extra=labels(Judgement.VERDICTS))
    words: str = Field(title="理由", min_length=4, max_length=1000, json_schema_extra=AREA)


class LessonIn(Input):
    """A lesson learnt."""

    title: str = Field(title="经验或不足", min_length=4, max_length=80)
    why: str = Field(title="为什么", min_length=4, max_length=600, json_schema_extra=AREA)
    next_time: str = Field(title="下次怎么办", min_length=4, max_length=600, json_schema_extra=AREA)


@act("evaluation.ask", clause="2.2.7", on=Collaboration, allow=Internal(), label=_("请各单位评价"), says=_("请各参与单位评价"))
def ask(actor: Actor, c: Collaboration) -> Collaboration:
    """Ask every unit that takes part and has not been asked. Who has not said yet that it does has nothing to look back on."""
    term = period("2.2.7", "answer_within")
    due = Clock(current().at, term).due().at
    rows = Asked.objects.bulk_create([Asked(collaboration=c, unit_id=u, at=current().at, due_at=due) for u in to_ask(c.id)])
    open_all([Opening("evaluation.view", r.ref, f"评价：{c.title}", r.unit_id, term=term) for r in rows])
    return c


@act(
    "evaluation.push",
    clause="2.2",
    on=Collaboration,
    allow=Internal(),
    label=_("顺延评价期限"),
    says=_("评价期限按中止的时间顺延"),
)
def push(actor: Actor, c: Collaboration, given: Pushing) -> Collaboration:
    """Give the parties that have not answered yet the time back that did not count."""
    rows = list(unanswered(c.id))
    unit = period("2.2.7", "answer_within").unit
    for row in rows:
        row.due_at = later(row.due_at, unit, row.at, given).at
    Asked.objects.bulk_update(rows, ["due_at"])
    return c


@act(
    "evaluation.view",
    clause="2.2.7",
    on=Asked,
    allow=ForUnit() & HoldsPost("liaison", "deputy_liaison", "head", "deputy_head", "officer"),
    label=_("评价协作"),
    says=_("评价协作：{satisfaction}[。{words}]"),
)
def view(actor: Actor, asked: Asked, given: Viewing) -> View:
    """Answer for the own unit, once."""
    must_run(asked.collaboration, 7)
    if View.objects.filter(asked=asked).exists():
        raise RuleBroken("2.2.7", _("你单位已经评价过"))
    if given.satisfaction == "poor" and not given.words:
        raise RuleBroken("2.2.7", _("不满意时写明原因，以便改进"), todo=_("填写意见"))
    settle(asked.ref, "evaluation.view", answer=View.SATISFACTION[given.satisfaction])
    return View.objects.create(
        asked=asked, satisfaction=given.satisfaction, words=given.words, post_id=actor.post_id, at=current().at
    )


@act(
    "evaluation.judge",
    clause="2.4.b",
    on=Collaboration,
    allow=InGroup() | Runs(),
    label=_("写明判断"),
    says=_("对“{dimension}”的判断：{verdict}。{words}"),
)
def judge(actor: Actor, c: Collaboration, given: JudgingDimension) -> Judgement:
    """Judge one dimension beside its figure, which is kept as it stood."""
    must_run(c, 7)
    figure = figures(c.id)[given.dimension].as_dict()
    return Judgement.objects.create(
        collaboration=c, dimension=given.dimension, verdict=given.verdict, words=given.words, figure=figure,
        post_id=actor.post_id, at=current().at,
    )  # fmt: skip


@act(
    "lesson.write",
    clause="2.2.7",
    on=Collaboration,
    allow=Participates(),
    label=_("写经验与不足"),
    says=_("写下经验与不足“{title}”"),
)
def write_lesson(actor: Actor, c: Collaboration, given: LessonIn) -> Lesson:
    """Write down what was learnt."""
    must_run(c, 4, 6, 7)
    return Lesson.objects.create(collaboration=c, post_id=actor.post_id, at=current().at, **given.model_dump())
