"""Verbs of joining: invite a further unit, accept, decline; a decline is put before the post that runs the matter."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act, by
from heli.collaborations.conditions import ForUnit, Runs
from heli.collaborations.consult.models import Consultation
from heli.collaborations.duties.columns import CONFIRM, SETTLE
from heli.collaborations.duties.models import DutyCell
from heli.collaborations.inputs import AREA, UNIT, Joining
from heli.collaborations.models import Collaboration, Party, PartyAnswer
from heli.collaborations.plan.models import Task
from heli.collaborations.queries import lead_of
from heli.collaborations.stages.acts import against_running, must_run
from heli.kernel.actor import Actor
from heli.kernel.dated import in_force
from heli.kernel.errors import RuleBroken
from heli.kernel.time import today
from heli.matters.models import Matter
from heli.matters.opening import Opening, open_all, settle, withdraw
from heli.matters.rules import WAITING
from heli.people.conditions import HoldsPost
from heli.people.models import Unit
from heli.people.queries import unit_names

INVITING = (2, 3, 4)
"""The stages in which one more unit can be asked: the parties of a need that is not confirmed yet stand in the need."""
REPLACE = "party.replace"
"""The matter of the lead: a unit has declined."""


class Inviting(Input):
    """Which unit is asked to take part, in whose place, and why."""

    unit: UUID = Field(title="邀请单位", json_schema_extra={**UNIT, "kind": "unit"})
    instead: UUID | None = Field(None, title="替代哪个谢绝的单位", description="没有替代关系的留空", json_schema_extra=UNIT)
    reason: str = Field(title="邀请理由", min_length=2, max_length=300, json_schema_extra=AREA)


@act(
    "party.invite",
    clause="1.2.1.c",
    on=Collaboration,
    allow=Runs(),
    against=lambda actor, c: against_running(c, *INVITING),
    label=_("另邀单位"),
    says=_("邀请{unit}参加，理由：{reason}"),
    hint=_("受邀单位接受后参加。已批准的职责清单和计划基线不变；要由该单位承担职责或任务的，另按变更报批"),
)
def invite(actor: Actor, c: Collaboration, given: Inviting) -> Party:
    """Ask one more unit, or once more one that declined, up to the end of execution. The baseline is not touched."""
    if not Unit.objects.filter(id=given.unit, is_organisation=True).exists():
        raise RuleBroken("1.1.2", _("该单位不在组织目录中，请从列表选择"))
    party = Party.objects.filter(in_force(today()), collaboration=c, unit=given.unit).first()
    if party is not None and party.state != "declined":
        raise RuleBroken("1.2.1.c", _("该单位已在参与单位中，不必再邀请"), todo=_("等待其答复，或另选单位"))
    gone = _declined(c, given.instead) if given.instead is not None else None
    if party is None:
        party = Party.objects.create(collaboration=c, unit_id=given.unit, role="cooperating", state="invited", valid_from=today())
    else:
        party.state = "invited"
        party.save()
        settle(party.ref, REPLACE, answer=_t("再次邀请"))
    if gone is not None:
        settle(gone.ref, REPLACE, answer=_t("已另邀单位"))
    open_all([Opening("party.answer", party.ref, f"是否参加：{c.title}", party.unit_id)])
    return party


def _declined(c: Collaboration, unit: UUID) -> Party:
    found = Party.objects.filter(in_force(today()), collaboration=c, unit=unit, state="declined").first()
    if found is None:
        raise RuleBroken("1.2.1.c", _("所替代的单位没有谢绝参加"), todo=_("从参与单位中核对，或留空"))
    return found


@act(
    "party.answer",
    clause="1.2.1.c",
    on=Party,
    allow=ForUnit() & HoldsPost("liaison", "deputy_liaison", "head", "deputy_head"),
    label=_("答复参与邀请"),
    says=by("accepted", true=_("接受参加[：{reason}]"), false=_("谢绝参加，理由：{reason}")),
)
def answer_invitation(actor: Actor, party: Party, given: Joining) -> PartyAnswer:
    """Take part, or decline with a reason; the lead then finds another unit."""
    must_run(party.collaboration)
    if party.state == "planned":
        raise RuleBroken("1.2.1.c", _("还没有邀请你单位，暂不需要答复"), todo=_("需求确认后发出邀请"))
    if party.state == "accepted":
        raise RuleBroken("1.2.1.c", _("你单位已参加本事项，不必再答复"))
    if party.collaboration.stage > 2 and (party.state == "declined" or (not given.accepted and _bound(party))):
        raise RuleBroken(
            "1.2.1.c",
            _("职责和任务已报批，现在不能改为参加或谢绝"),
            ask=_("牵头单位经办人"),
            todo=_("请牵头单位另行邀请，或退回到流程设计"),
        )
    if not given.accepted and not given.reason:
        raise RuleBroken("1.2.1.c", _("谢绝时写明理由，并建议由哪个单位承担"), todo=_("填写理由"))
    party.state = "accepted" if given.accepted else "declined"
    party.save()
    settle(party.ref, "party.answer", answer="接受" if given.accepted else "谢绝")
    if given.accepted:
        settle(party.ref, REPLACE, answer=str(_("接受参加")))
    else:
        _take_back_questions(party)
        _tell_the_lead(party, given.reason)
    return PartyAnswer.objects.create(
        party=party, accepted=given.accepted, reason=given.reason, post=actor.post_id, at=current().at
    )


def _bound(party: Party) -> bool:
    """Whether the duty list or the plan that was handed up names the unit."""
    c, unit = party.collaboration_id, party.unit_id
    if DutyCell.objects.filter(in_force(today()), collaboration=c, unit=unit).exists():
        return True
    tasks = Task.objects.filter(collaboration=c).exclude(state="dropped")
    return tasks.filter(Q(unit=unit) | Q(receiver=unit)).exists()


def _take_back_questions(party: Party) -> None:
    """End what a unit was asked: it cannot answer any more, and what nobody can close would hold up the closing (1.2.6)."""
    reason = _t("该单位谢绝参加")
    for kind in (CONFIRM, SETTLE):
        withdraw(party.ref, kind, reason=reason)
    for asked in Consultation.objects.filter(collaboration=party.collaboration_id, unit=party.unit_id):
        withdraw(asked.ref, reason=reason)


def _tell_the_lead(party: Party, reason: str) -> None:
    """Put a decline before the post that runs the matter, once as long as it is not dealt with."""
    if Matter.objects.filter(kind=REPLACE, about_id=party.id, state__in=WAITING).exists():
        return
    lead = lead_of(party.collaboration)
    short = unit_names([party.unit_id])[party.unit_id].short
    title = _t("{unit}谢绝参加，请调整职责或另邀单位").format(unit=short)
    open_all([Opening(REPLACE, party.ref, title, lead.unit_id, lead.post_id, facts={"reason": reason})])
