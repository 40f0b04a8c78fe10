"""Verbs of delivery (2.2.6, 4.3.b): hand over an outcome, receive it, or refuse it with what is missing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act, by
from heli.collaborations.conditions import ForUnit
from heli.collaborations.delivery.models import DeliveryItem, HandOver, Receipt
from heli.collaborations.inputs import AREA
from heli.collaborations.models import Collaboration, Outcome
from heli.collaborations.plan.models import Task
from heli.collaborations.stages.acts import must_run
from heli.documents.binding import HINT, MAX_FILES, WIDGET, bind
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.matters.opening import Opening, open_all, settle


class HandingOver(Input):
    """What was reached; `files` are attachments of the delivery item, uploaded before."""

    actual: str = Field(title="实际值", min_length=1, max_length=60, description="按指标填写实际达到的数")
    words: str = Field("", title="说明", max_length=1000, json_schema_extra=AREA)
    files: tuple[UUID, ...] = Field(
        (), title="随成果移交的附件", max_length=MAX_FILES, description=HINT, json_schema_extra=WIDGET
    )


class Receiving(Input):
    """The receiver's answer."""

    received: bool = Field(title="结论", json_schema_extra={"labels": {"true": "签收", "false": "退回补齐"}})
    words: str = Field("", title="意见", max_length=600, description="退回时写明缺什么", json_schema_extra=AREA)


@act(
    "delivery.draw_up",
    clause="2.2.6",
    on=Collaboration,
    allow=Internal(),
    label=_("列出交付清单"),
    says=_("按预期成果列出交付清单"),
)
def draw_up(actor: Actor, c: Collaboration) -> Collaboration:
    """List every expected outcome with its maker and receiver, and ask the makers to hand over."""
    items = DeliveryItem.objects.bulk_create(
        [
            DeliveryItem(collaboration=c, outcome=o, maker_id=o.maker_id, receiver_id=o.receiver_id)
            for o in Outcome.objects.filter(collaboration=c).order_by("order")
            if o.maker_id and o.receiver_id
        ]
    )
    open_all([Opening("delivery.hand_over", i.ref, f"移交成果：{i.outcome.title}", i.maker_id) for i in items])
    return c


@act(
    "delivery.hand_over",
    clause="2.2.6",
    on=DeliveryItem,
    allow=ForUnit("maker"),
    label=_("移交成果"),
    says=_("移交“{about}”，实际值 {actual}{with_files}"),
)
def hand_over(actor: Actor, item: DeliveryItem, given: HandingOver) -> HandOver:
    """Hand an outcome over to its receiver, with the files that the entry names by their digests."""
    must_run(item.collaboration, 6)
    last = item.hand_overs.order_by("-at").select_related("receipt").first()
    if last is not None and (not hasattr(last, "receipt") or last.receipt.received):
        raise RuleBroken("2.2.6", _("这件成果已经移交，正在等接收单位签收，或已签收"), ask=_("接收单位"))
    settle(item.ref, "delivery.hand_over", answer="已移交")
    open_all([Opening("delivery.receive", item.ref, f"签收成果：{item.outcome.title}", item.receiver_id)])
    return HandOver.objects.create(
        item=item, actual=given.actual, words=given.words, files=bind(item.ref, given.files, item.maker_id),
        post_id=actor.post_id, person=actor.person_id, at=current().at,
    )  # fmt: skip


@act(
    "delivery.receive",
    clause="4.3.b",
    on=DeliveryItem,
    allow=ForUnit("receiver"),
    label=_("签收成果"),
    says=by("received", true=_("签收“{about}”[：{words}]"), false=_("退回“{about}”补齐：{words}")),
)
def receive(actor: Actor, item: DeliveryItem, given: Receiving) -> Receipt:
    """Receive an outcome, which is its final acceptance, or refuse it with what is missing."""
    must_run(item.collaboration, 6)
    last = item.hand_overs.order_by("-at").select_related("receipt").first()
    if last is None or hasattr(last, "receipt"):
        raise RuleBroken("2.2.6", _("还没有等待签收的移交"), ask=_("承办单位"))
    if actor.person == last.person:
        raise RuleBroken("4.3.b", _("移交的人不能自己签收"), ask=_("接收单位其他人员"))
    if not given.received and not given.words:
        raise RuleBroken("2.2.6", _("退回时写明缺什么"), todo=_("填写意见"))
    if given.received:
        _must_be_accepted_by_stage(item)
    settle(item.ref, "delivery.receive", answer="签收" if given.received else "退回")
    if not given.received:
        open_all([Opening("delivery.hand_over", item.ref, f"补齐后重新移交：{item.outcome.title}", item.maker_id)])
    return Receipt.objects.create(
        hand_over=last, received=given.received, words=given.words, post_id=actor.post_id, person=actor.person_id, at=current().at
    )


def _must_be_accepted_by_stage(item: DeliveryItem) -> None:
    """The final acceptance never comes before that of the tasks behind it: the order cannot be mended afterwards (4.3.b)."""
    waiting = Task.objects.filter(outcome=item.outcome_id).exclude(state__in=("accepted", "dropped")).order_by("order").first()
    if waiting is not None:
        raise RuleBroken(
            "4.3.b", _("任务 {number} {title}还没有通过阶段验收").format(number=waiting.number, title=waiting.title),
            ask=_("任务的接收单位"), todo=_("先验收任务，再签收成果"),
        )  # fmt: skip
