"""Who may attach files to a collaboration, to an outcome and to what is delivered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from heli.collaborations.conditions import ForUnit
from heli.collaborations.delivery.models import DeliveryItem, HandOver
from heli.collaborations.models import Collaboration, Outcome
from heli.collaborations.plan.models import DesignSubmission
from heli.collaborations.visibility import SEES
from heli.documents.attachable import register_attachable
from heli.documents.receiving import register_receiver
from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ref import Ref

ENDED = Reason("协作事项已经结束，不再接收附件", "2.4.4", ask="牵头单位经办人")
NOT_MAKER = Reason("须由承办单位上传", "2.2.6", ask="成果的承办单位", todo="把文件交承办单位上传")
WAITING = Reason("成果已经移交，正在等签收或已签收", "2.2.6", ask="接收单位", todo="需要补充的，请接收单位退回后再上传")


def to_collaboration(actor: Actor, about: Ref) -> Reasons:
    """Participants, as long as it runs."""
    row = Collaboration.objects.filter(id=about.id).first()
    if row is None or row.state not in ("draft", "active"):
        return (ENDED,)
    return SEES.against(actor, row)


def to_outcome(actor: Actor, about: Ref) -> Reasons:
    """The unit that makes the outcome, until it is handed over; again when it comes back."""
    return _from_maker(actor, Outcome.objects.filter(id=about.id).select_related("collaboration").first(), about.id)


def to_delivery(actor: Actor, about: Ref) -> Reasons:
    """The same by the line of the delivery list."""
    row = DeliveryItem.objects.filter(id=about.id).select_related("collaboration").first()
    return _from_maker(actor, row, row.outcome_id if row else about.id)


def _from_maker(actor: Actor, row: Outcome | DeliveryItem | None, outcome: UUID) -> Reasons:
    if row is None or row.collaboration.state not in ("draft", "active"):
        return (ENDED,)
    if not ForUnit("maker").holds(actor, row):
        return (NOT_MAKER,)
    last = HandOver.objects.filter(item__outcome=outcome).order_by("-at").select_related("receipt").first()
    return (WAITING,) if last is not None and (not hasattr(last, "receipt") or last.receipt.received) else ()


def submitted_at(about: Ref) -> datetime | None:
    """When the design was last submitted: files that went along stay with what was decided."""
    return DesignSubmission.objects.filter(collaboration=about.id).order_by("-at").values_list("at", flat=True).first()


def outcome_handed_in(about: Ref) -> datetime | None:
    """When the outcome was last handed over."""
    return HandOver.objects.filter(item__outcome=about.id).order_by("-at").values_list("at", flat=True).first()


def delivery_handed_in(about: Ref) -> datetime | None:
    """When this line was last handed over."""
    return HandOver.objects.filter(item=about.id).order_by("-at").values_list("at", flat=True).first()


def register() -> None:
    """Tell documents what takes files here."""
    register_attachable("collaboration", to_collaboration, submitted_at)
    register_attachable("outcome", to_outcome, outcome_handed_in)
    register_attachable("delivery", to_delivery, delivery_handed_in)
    register_receiver("delivery-deed")
    register_receiver("plan-submit")
