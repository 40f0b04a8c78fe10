"""Verbs of the consultation (1.2.6.a): ask every unit concerned, answer, reply to objections."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act, by
from heli.clauses.catalogue import period
from heli.collaborations.conditions import ForUnit
from heli.collaborations.consult.models import ConsultAnswer, Consultation, ConsultReply
from heli.collaborations.consult.queries import concerned, newest
from heli.collaborations.duties.acts import DESIGNS, in_design
from heli.collaborations.inputs import AREA, labels
from heli.collaborations.models import Collaboration
from heli.collaborations.plan.documents import design_document
from heli.collaborations.plan.rules import digest
from heli.collaborations.stages.acts import must_run
from heli.kernel.actor import Actor
from heli.kernel.clock import Clock, pushed
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.matters.opening import Opening, open_all, settle
from heli.people.conditions import HoldsPost
from heli.people.queries import unit_names


class Asking(Input):
    """Whom to ask once more beside those who were not asked yet."""

    again: tuple[UUID, ...] = Field(
        (),
        title="再次征求的单位",
        max_length=60,
        description="职责清单或任务计划改过以后，选出要重新答复的单位；还没有征求过的单位一并发出",
        json_schema_extra={"options": "consulted", "kind": "unit"},
    )


class Answering(Input):
    """A unit's view of the scheme."""

    objects_to: bool = Field(title="意见", json_schema_extra={"labels": {"false": "无意见", "true": "有意见"}})
    words: str = Field(
        "", title="意见内容", max_length=1000, description="有意见时写明哪一项、依据和建议", json_schema_extra=AREA
    )


class Replying(Input):
    """What becomes of an objection."""

    adopted: Literal["yes", "partly", "no"] = Field(title="采纳情况", json_schema_extra=labels(ConsultReply.ADOPTED))
    words: str = Field(title="怎样改，或为什么不改", min_length=4, max_length=1000, json_schema_extra=AREA)


@act(
    "consult.ask",
    clause="1.2.6.a",
    on=Collaboration,
    allow=DESIGNS,
    label=_("征求意见"),
    says=_("征求各有关单位意见[，再次征求{again}]"),
)
def ask(actor: Actor, c: Collaboration, given: Asking) -> Collaboration:
    """Ask every unit that has a duty cell and has not been asked, and once more those named, whose answer was to another scheme.

    What was answered before stays on record; from now on the new answer counts.
    """
    in_design(c)
    asked, scheme, known = newest(c.id), digest(design_document(c.id)), concerned(c.id)
    names = unit_names(given.again)
    for unit in given.again:
        _may_be_asked_again(asked.get(unit) if unit in known else None, scheme, names[unit].short if unit in names else "")
    units = [u for u in known if u not in asked or u in given.again]
    if not known:
        raise RuleBroken("1.2.6.a", _("职责清单还没有填写单位，无从征求意见"), todo=_("先填写职责清单"))
    if not units:
        raise RuleBroken("1.2.6.a", _("有关单位都已征求过意见"), todo=_("方案改过的，选出要再次征求的单位"))
    term = period("1.2.6.a", "answer_within")
    due = Clock(current().at, term).due().at
    rows = Consultation.objects.bulk_create(
        [
            Consultation(
                collaboration=c,
                unit_id=u,
                asked_by_id=actor.post_id,
                asked_at=current().at,
                due_at=due,
                digest=scheme,
                round=asked[u].round + 1 if u in asked else 1,
            )
            for u in units
        ]
    )
    open_all([Opening("consult.answer", r.ref, f"征求意见：{c.title}", r.unit_id, term=term) for r in rows])
    return c


def _may_be_asked_again(last: Consultation | None, scheme: str, unit: str) -> None:
    """A unit is asked again only about a scheme that it has not answered, and not over an objection that nobody replied to."""
    if last is None:
        raise RuleBroken("1.2.6.a", _("只能再次征求有职责并已征求过的单位"), todo=_("从列表中选择"))
    answered: ConsultAnswer | None = getattr(last, "answer", None)
    if answered is None:
        raise RuleBroken(
            "1.2.6.a", _("{unit}还没有答复上一次征求，不必再发").format(unit=unit), ask=_("该单位联络员"), todo=_("催办")
        )
    if answered.objects_to and getattr(answered, "reply", None) is None:
        raise RuleBroken(
            "1.2.6.a", _("{unit}上一次的意见还没有答复").format(unit=unit), ask=_("流程设计人"), todo=_("先答复意见，再重新征求")
        )
    if last.digest == scheme:
        raise RuleBroken("1.2.6.a", _("{unit}答复以后方案没有改动，不必再次征求").format(unit=unit))


class Pushing(Input):
    """Since when time did not count."""

    since: datetime = Field(title="自何时起不计")


@act(
    "consult.push",
    clause="2.2",
    on=Collaboration,
    allow=Internal(),
    label=_("顺延答复期限"),
    says=_("征求意见的答复期限按中止的时间顺延"),
)
def push(actor: Actor, c: Collaboration, given: Pushing) -> Collaboration:
    """Give the units that have not answered yet the time back that did not count."""
    rows = list(Consultation.objects.filter(collaboration=c, answer__isnull=True))
    unit = period("1.2.6.a", "answer_within").unit
    for row in rows:
        row.due_at = pushed(row.due_at, unit, max(given.since, row.asked_at), current().at).at
    Consultation.objects.bulk_update(rows, ["due_at"])
    return c


@act(
    "consult.answer",
    clause="1.2.6.a",
    on=Consultation,
    allow=ForUnit() & HoldsPost("liaison", "deputy_liaison", "head", "deputy_head", "officer"),
    label=_("答复征求意见"),
    says=by("objects_to", false=_("答复征求意见：无意见[，{words}]"), true=_("答复征求意见：有意见，{words}")),
)
def answer(actor: Actor, consultation: Consultation, given: Answering) -> ConsultAnswer:
    """Answer for the own unit: no objection, or an objection in words. A late answer still counts."""
    must_run(consultation.collaboration)
    if ConsultAnswer.objects.filter(consultation=consultation).exists():
        raise RuleBroken("1.2.6.a", _("你单位已经答复过，如需补充请联系牵头单位经办人"), ask=_("牵头单位经办人"))
    if given.objects_to and not given.words:
        raise RuleBroken("1.2.6.a", _("有意见时写明哪一项、依据和建议"), todo=_("填写意见内容"))
    settle(consultation.ref, "consult.answer", answer="有意见" if given.objects_to else "无意见")
    row = ConsultAnswer.objects.create(
        consultation=consultation, objects_to=given.objects_to, words=given.words, post_id=actor.post_id, at=current().at
    )
    if given.objects_to:
        asker = consultation.asked_by
        open_all(
            [
                Opening(
                    "consult.reply",
                    consultation.ref,
                    f"答复一条意见：{consultation.collaboration.title}",
                    asker.root_id,
                    asker.id,
                )
            ]
        )
    return row


@act(
    "consult.reply", clause="1.2.6.a", on=Consultation, allow=DESIGNS, label=_("答复意见"), says=_("答复意见：{adopted}。{words}")
)
def reply(actor: Actor, consultation: Consultation, given: Replying) -> ConsultReply:
    """Say what becomes of an objection, and why."""
    must_run(consultation.collaboration)
    answered = ConsultAnswer.objects.filter(consultation=consultation, objects_to=True).first()
    if answered is None:
        raise RuleBroken("1.2.6.a", _("该单位没有提出意见，无需答复"))
    if ConsultReply.objects.filter(answer=answered).exists():
        raise RuleBroken("1.2.6.a", _("这条意见已经答复过"))
    settle(consultation.ref, "consult.reply", answer=ConsultReply.ADOPTED[given.adopted])
    return ConsultReply.objects.create(
        answer=answered, adopted=given.adopted, words=given.words, post_id=actor.post_id, at=current().at
    )
