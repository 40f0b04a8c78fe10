"""Who may attach files to an approval: those who decide a step of it, while it is open."""

from __future__ import annotations

from datetime import datetime

from heli.approvals.conditions import OnChain
from heli.approvals.models import Approval, Decision
from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ref import Ref


def may_attach(actor: Actor, about: Ref) -> Reasons:
    """The reasons against a file to an opinion from this actor now."""
    return against(actor, Approval.objects.filter(id=about.id).first())


def against(actor: Actor, row: Approval | None) -> Reasons:
    """The same about an approval that is at hand."""
    if row is None or row.state != "open":
        return (Reason("审批已经结束，不再接收附件", "2.2.3", ask="提交人"),)
    return OnChain().against(actor, row)


def decided(about: Ref) -> datetime | None:
    """When the last opinion was given: files from before belong to it."""
    return Decision.objects.filter(approval=about.id).order_by("-nth").values_list("decided_at", flat=True).first()
