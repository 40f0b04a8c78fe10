"""Check of delivery (2.2.6)."""

from __future__ import annotations

from uuid import UUID

from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.delivery.models import DeliveryItem, HandOver
from heli.collaborations.hooks import collaboration, outcomes
from heli.collaborations.models import Outcome
from heli.kernel.memory import once
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


@once
def listed(root: Ref) -> dict[UUID, DeliveryItem]:
    """Outcome → its line of the delivery list, read once a run."""
    return {i.outcome_id: i for i in DeliveryItem.objects.filter(collaboration=root.id)}


@once
def handed_over(root: Ref) -> dict[UUID, HandOver]:
    """Line → its newest hand-over with the receipt, read once a run."""
    rows = HandOver.objects.filter(item__collaboration=root.id).select_related("receipt__post").order_by("at")
    return {h.item_id: h for h in rows}


def unmoved(outcome: Outcome, maker: str, ref: Ref) -> Finding:
    """An outcome is not handed over: the same lack for its delivery (2.2.6) and its final acceptance (4.3.b)."""
    return Finding(f"成果“{outcome.title}”还没有移交", maker, "移交成果", (ref,))


def unreceived(outcome: Outcome, receiver: str, ref: Ref) -> Finding:
    """An outcome waits for its receiver, whose receipt is the final acceptance (2.2.6, 4.3.b)."""
    return Finding(f"成果“{outcome.title}”还没有签收", receiver, "签收，或写明缺什么后退回", (ref,))


@check("2.2.6", looks="交付清单与预期成果", unbuilt="经批准的免交")
def delivery_is_complete(root: Ref) -> Answer:
    """Every expected outcome is on the list, handed over, and received by its receiver."""
    if collaboration(root).stage < 6:
        return NOT_APPLICABLE
    items, newest = listed(root), handed_over(root)
    names = unit_names({u for i in items.values() for u in (i.maker_id, i.receiver_id)})
    found: list[Finding | Evidence] = []
    for outcome in outcomes(root):
        item = items.get(outcome.id)
        if item is None:
            found.append(Finding(f"成果“{outcome.title}”不在交付清单上", "牵头单位经办人", "列入交付清单"))
            continue
        hand_over = newest.get(item.id)
        receipt = getattr(hand_over, "receipt", None)
        if hand_over is None or (receipt is not None and not receipt.received):
            short = names[item.maker_id].short
            found.append(unmoved(outcome, short, item.ref))
        elif receipt is None:
            found.append(unreceived(outcome, names[item.receiver_id].short, item.ref))
        elif receipt.post.root_id != item.receiver_id:
            short = names[item.receiver_id].short
            found.append(Finding(f"成果“{outcome.title}”不是由接收单位签收的", short, "由接收单位签收", (item.ref,)))
    return found or [Evidence(f"{len(items)} 件成果都已签收", tuple(i.ref for i in items.values()))]
