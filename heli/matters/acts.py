"""Verbs of people on matters (1.2.6): sign for, hand over, answer, confirm, return, urge, extend, take back.

Verbs of the system stand in `consequences`; other rooms open and close matters through `opening`.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.kernel.actor import Actor
from heli.kernel.clock import Due
from heli.kernel.errors import InvalidInput, Reasons, RuleBroken
from heli.kernel.ref import Ref
from heli.matters import granting, rules, standing
from heli.matters.conditions import OfOwnersLiaison, OfRaisingUnit, OwnsMatter, RaisedMatter
from heli.matters.consequences import closing, records, tell_both, tell_owner, tell_raiser
from heli.matters.kinds import matter_kind
from heli.matters.models import (
    Answer,
    Confirmation,
    Extension,
    ExtensionRefusal,
    ExtensionRequest,
    HandOver,
    Matter,
    Refusal,
    Signing,
    Urging,
)
from heli.people.queries import posts

CLAUSE = "1.2.6"


def allow(reasons: Reasons) -> None:
    """`RuleBroken` with the reasons, if there are any."""
    if reasons:
        raise RuleBroken(reasons[0].clause, more=reasons)


class Signing_(Input):  # noqa: N801  the record has the plain name
    """Who handles it from now on; empty: the one for whom it waits."""

    handler: UUID | None = Field(None, title="由谁办理", json_schema_extra={"options": "matter.colleagues", "kind": "post"})


@act(
    "matter.sign",
    clause=CLAUSE,
    on=Matter,
    allow=OwnsMatter() | OfOwnersLiaison(),
    against=standing.by_state("sign"),
    label=_("签收"),
    says=_("签收“{about}”"),
)
def sign_matter(actor: Actor, matter: Matter, given: Signing_) -> Matter:
    """Say that it has arrived and is ours. The clock has been running since it was opened and runs on (B1)."""
    Signing.objects.create(**records(matter), due_at=matter.due_at)
    matter.state = rules.after(_state(matter), "sign")
    if given.handler is not None and given.handler != matter.owner_post_id:
        _pass_on(matter, given.handler, "")
    matter.save()
    return matter


class HandingOver(Input):
    """To which post of the same organisation."""

    post: UUID = Field(title="转给谁", json_schema_extra={"options": "matter.colleagues", "kind": "post"})
    reason: str = Field("", title="说明", max_length=200)


@act(
    "matter.hand_over",
    clause=CLAUSE,
    on=Matter,
    allow=OwnsMatter() | OfOwnersLiaison(),
    against=standing.against_handing_over,
    label=_("转本单位其他人"),
    says=_("把“{about}”转给本单位其他人办理"),
    tells=tell_both,
)
def hand_over_matter(actor: Actor, matter: Matter, given: HandingOver) -> Matter:
    """Pass it on inside the organisation; the due time stays."""
    _pass_on(matter, given.post, given.reason)
    matter.save()
    return matter


def _pass_on(matter: Matter, post: UUID, reason: str) -> None:
    allow(standing.against_moving(matter))
    if post == matter.owner_post_id:
        raise RuleBroken(CLAUSE, _("此事项已在这个岗位，不必再转"), todo=_("选择本单位的其他岗位"))
    line = next(iter(posts(ids=[post], units=[matter.owner_unit_id])), None)
    if line is None:
        raise RuleBroken(
            "1.2.2", _("只能转给本单位的岗位"), ask=_("提出单位"), todo=_("如应由其他单位承办，请告知提出单位重新提出")
        )
    if line.person_id is None:
        raise RuleBroken("1.2.1.d", _("该岗位目前空缺，转过去无人办理"), ask=_("本单位系统管理员"), todo=_("选择有人任职的岗位"))
    HandOver.objects.create(**records(matter), from_post_id=matter.owner_post_id, to_post_id=post, reason=reason)
    matter.owner_post_id = post


class Answering(Input):
    """The answer. What is only to be read needs no words."""

    text: str = Field("", title="答复内容", max_length=4000)


@act(
    "matter.answer",
    clause=CLAUSE,
    on=Matter,
    allow=OwnsMatter(),
    against=standing.against_answering,
    label=_("答复"),
    says=_("答复“{about}”：{text}"),
    tells=lambda actor, matter, *_: [] if matter_kind(matter.kind).read_only else tell_raiser(actor, matter),
    # what is only to be read is taken note of whatever became of the whole
    halted=lambda matter, how: matter_kind(matter.kind).read_only,
)
def answer_matter(actor: Actor, matter: Matter, given: Answering) -> Matter:
    """Answer; where the kind wants it, and a person raised it, the raiser confirms, else the answer closes the matter."""
    kind = matter_kind(matter.kind)
    if not given.text and not kind.read_only:
        raise InvalidInput({"text": [str(_("填写答复内容"))]})
    nth = Answer.objects.filter(matter=matter).count() + 1
    Answer.objects.create(**records(matter), nth=nth, text=given.text, due_at=matter.due_at)
    waits = kind.confirm and matter.raiser_unit_id is not None
    matter.state = rules.after(_state(matter), "answer", waits_for_confirmation=waits)
    matter.done_at = current().at
    if waits:
        # the ball is with the raiser now, whose time is counted from here
        when = rules.due(current().at, kind.silence_after or rules.CONFIRM_TERM)
        matter.due_at, matter.provisional = when.at, when.provisional
        matter.lapses_at = rules.lapses_at(kind.on_silence, when.at, current().at)
    else:
        closing([matter], "settled")
    matter.save()
    return matter


class Confirming(Input):
    """A word with it, if wanted."""

    text: str = Field("", title="意见", max_length=1000)


@act(
    "matter.confirm",
    clause=CLAUSE,
    on=Matter,
    allow=RaisedMatter(),
    against=standing.by_state("confirm"),
    label=_("确认"),
    says=_("确认“{about}”已办结"),
    tells=tell_owner,
)
def confirm_matter(actor: Actor, matter: Matter, given: Confirming) -> Matter:
    """The raiser agrees: the loop is closed."""
    Confirmation.objects.create(**records(matter), answer=_last_answer(matter), text=given.text)
    closing([matter], "confirmed")
    matter.save()
    return matter


class Refusing(Input):
    """Why the answer does not do."""

    reason: str = Field(title="退回理由", min_length=2, max_length=1000)


@act(
    "matter.refuse",
    clause=CLAUSE,
    on=Matter,
    allow=RaisedMatter(),
    against=standing.by_state("refuse"),
    label=_("退回重办"),
    says=_("退回“{about}”重办，理由：{reason}"),
    tells=tell_owner,
)
def refuse_matter(actor: Actor, matter: Matter, given: Refusing) -> Matter:
    """Return it to the owner. The days in which the raiser had the answer do not count against the owner."""
    answer = _last_answer(matter)
    when = rules.returned(answer.due_at, answer.at, current().at)
    Refusal.objects.create(
        **records(matter), answer=answer, reason=given.reason, due_before=answer.due_at, due_after=when.at
    )  # fmt: skip
    matter.state, matter.done_at = rules.after(_state(matter), "refuse"), None
    _set_due(matter, when)
    matter.save()
    return matter


class Urgence(Input):
    """A word with it, if wanted."""

    text: str = Field("", title="催办内容", max_length=200)


@act(
    "matter.urge",
    clause="1.2.6.b",
    on=Matter,
    allow=OfRaisingUnit(),
    against=standing.against_urging,
    label=_("催办"),
    says=_("催办“{about}”"),
    tells=tell_owner,
)
def urge_matter(actor: Actor, matter: Matter, given: Urgence) -> Matter:
    """Remind the owner, at most once in two hours; nobody reminds themself."""
    Urging.objects.create(**records(matter), text=given.text)
    return matter


class Delay(Input):
    """How many more working days, and why."""

    days: int = Field(title="延长工作日数", ge=1, le=60)
    reason: str = Field(title="延期理由", min_length=2, max_length=1000)


@act(
    "matter.ask_extension",
    clause="1.2.6.b",
    on=Matter,
    allow=OwnsMatter(),
    against=standing.against_asking,
    label=_("申请延期"),
    says=_("申请“{about}”延期 {days} 个工作日，理由：{reason}"),
    tells=lambda actor, matter, given, request: [Ref("post", p) for p in request.asked],
)
def ask_extension(actor: Actor, matter: Matter, given: Delay) -> ExtensionRequest:
    """Ask for more time whoever may grant it to this person; the clock runs on until it is granted."""
    request = ExtensionRequest.objects.create(**records(matter), days=given.days, reason=given.reason)
    request.asked = tuple(p.id for p in granting.deciders(matter, actor.person))
    return request


@act(
    "matter.extend",
    clause="1.2.6.b",
    on=Matter,
    allow=granting.GRANTS,
    against=standing.against_extending,
    label=_("同意延期"),
    says=_("同意“{about}”延期 {days} 个工作日，理由：{reason}"),
    tells=tell_owner,
)
def extend_matter(actor: Actor, matter: Matter, given: Delay) -> Matter:
    """Give more time, upon a request or without one; lateness so far stays on the record."""
    when = rules.extended(matter.due_at, current().at, given.days)
    Extension.objects.create(
        **records(matter),
        request=standing.pending(matter),
        days=given.days,
        reason=given.reason,
        due_before=matter.due_at,
        due_after=when.at,
    )
    _set_due(matter, when)
    matter.save()
    return matter


class Declining(Input):
    """Why there is no more time."""

    reason: str = Field(title="不同意的理由", min_length=2, max_length=1000)


@act(
    "matter.decline_extension",
    clause="1.2.6.b",
    on=Matter,
    allow=granting.GRANTS,
    against=standing.against_declining,
    label=_("不同意延期"),
    says=_("不同意“{about}”延期，理由：{reason}"),
    tells=tell_owner,
)
def decline_extension(actor: Actor, matter: Matter, given: Declining) -> Matter:
    """Answer a request for more time with no."""
    request = standing.pending(matter)
    assert request is not None  # `against_declining` has seen it
    ExtensionRefusal.objects.create(**records(matter), request=request, reason=given.reason)
    return matter


class TakingBack(Input):
    """Why it is no longer needed."""

    reason: str = Field(title="撤回理由", min_length=2, max_length=1000)


@act(
    "matter.take_back",
    clause=CLAUSE,
    on=Matter,
    allow=RaisedMatter(),
    against=standing.against_taking_back,
    label=_("撤回"),
    says=_("撤回“{about}”，理由：{reason}"),
    tells=tell_owner,
)
def take_back_matter(actor: Actor, matter: Matter, given: TakingBack) -> Matter:
    """The raiser no longer needs it. What has been answered is confirmed or returned instead."""
    closing([matter], "withdrawn", reason=given.reason)
    matter.save()
    return matter


def _state(matter: Matter) -> rules.State:
    return matter.state  # type: ignore[return-value]


def _last_answer(matter: Matter) -> Answer:
    return Answer.objects.filter(matter=matter).order_by("-nth")[0]


def _set_due(matter: Matter, when: Due) -> None:
    kind = matter_kind(matter.kind)
    matter.due_at, matter.provisional = when.at, when.provisional
    matter.lapses_at = rules.lapses_at(kind.owners_silence, when.at, matter.opened_at, kind.silence_after)
