"""What an approval means for the stage: after the last 同意 it is left by itself where its gate holds; a return leads back."""

from __future__ import annotations

from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.registry import gate
from heli.collaborations.models import Collaboration, Lead
from heli.collaborations.plan.acts import ask_for_design
from heli.kernel.dated import in_force
from heli.kernel.time import today
from heli.matters.opening import Opening, open_all


@on("approval.decide")
def follow_the_approval(deed: Deed) -> None:
    """Freeze the baseline and go on, tell the lead what is missing, or reopen the design."""
    approval = deed.subject
    if approval.about_kind != "collaboration":
        return
    c = Collaboration.objects.get(id=approval.about_id)
    if approval.state == "returned":
        deed.child("design.reopen", c)
    elif approval.state == "agreed":
        go_on(deed, c)


def go_on(deed: Deed, c: Collaboration) -> None:
    """Leave the stage of approval; a gate that does not hold is no error but a matter for the lead."""
    if reasons := gate(c.ref, 3):
        lead = Lead.objects.get(in_force(today()), collaboration=c)
        words = "；".join(r.sentence for r in reasons)[:150]
        open_all([Opening("gate.missing", c.ref, f"审批已同意，转入执行前还缺：{words}", lead.unit_id, lead.post_id)])
        return
    deed.child("plan.freeze", c)
    deed.child("stage.pass", c, {"stage": 4})


@on("approval.withdraw")
def follow_the_withdrawal(deed: Deed) -> None:
    """A submission taken back leads back to the design."""
    if deed.subject.about_kind == "collaboration":
        c = Collaboration.objects.get(id=deed.subject.about_id)
        deed.child("design.reopen", c)
        ask_for_design(c, "修改后重新报批")


@on("stage.leave")
def draw_up_the_delivery_list(deed: Deed) -> None:
    """On entering delivery, list what is to be delivered."""
    c = Collaboration.objects.get(id=deed.ref.id)
    if c.stage == 6:
        deed.child("delivery.draw_up", c)
