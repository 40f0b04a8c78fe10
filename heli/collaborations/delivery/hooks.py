"""Check of delivery (2.2.6)."""

from __future__ import annotations

from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.delivery.models import DeliveryItem, HandOver
from heli.collaborations.hooks import collaboration
from heli.collaborations.models import Outcome
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


@check("2.2.6", looks="交付清单与预期成果", unbuilt="经批准的免交")
def delivery_is_complete(root: Ref) -> Answer:
    """Every expected outcome is on the list, handed over, and received by its receiver."""
    if collaboration(root).stage < 6:
        return NOT_APPLICABLE
    items = {i.outcome_id: i for i in DeliveryItem.objects.filter(collaboration=root.id)}
    newest = {h.item_id: h for h in HandOver.objects.filter(item__in=items.values()).select_related("receipt").order_by("at")}
    names = unit_names({u for i in items.values() for u in (i.maker_id, i.receiver_id)})
    found: list[Finding | Evidence] = []
    outcomes = list(Outcome.objects.filter(collaboration=root.id).order_by("order"))
    for outcome in outcomes:
        item = items.get(outcome.id)
        if item is None:
            found.append(Finding(f"成果“{outcome.title}”不在交付清单上", "牵头单位经办人", "列入交付清单"))
            continue
        hand_over = newest.get(item.id)
        receipt = getattr(hand_over, "receipt", None)
        if hand_over is None or (receipt is not None and not receipt.received):
            short = names[item.maker_id].short
            found.append(Finding(f"成果“{outcome.title}”还没有移交", short, "移交成果", (item.ref,)))
        elif receipt is None:
            short = names[item.receiver_id].short
            found.append(Finding(f"成果“{outcome.title}”还没有签收", short, "签收，或写明缺什么后退回", (item.ref,)))
    return found or [Evidence(f"{len(outcomes)} 件成果都已签收", tuple(i.ref for i in items.values()))]
