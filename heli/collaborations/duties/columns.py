"""Columns of the duty list: who still has to be asked for its answer, and the matter that a dispute makes (1.2.3)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from heli.collaborations.duties.queries import Design, design
from heli.collaborations.models import Party
from heli.collaborations.queries import lead_of
from heli.kernel.errors import Reason
from heli.matters.models import Matter
from heli.matters.opening import Opening, open_all, settle
from heli.matters.rules import WAITING
from heli.people.queries import unit_names

CONFIRM, SETTLE = "column.confirm", "column.settle"


def asked_units(root: UUID) -> set[UUID]:
    """The units that are asked to confirm and have not answered. One query."""
    rows = Matter.objects.filter(root=root, kind=CONFIRM, state__in=WAITING)
    return set(rows.values_list("owner_unit", flat=True))


def to_ask(now: Design, asked: set[UUID]) -> tuple[UUID, ...]:
    """The units that are asked: not confirmed as they stand, not asked already, no dispute over what nobody has changed."""
    return tuple(u for u in now.unconfirmed() if u not in asked and not now.is_contested(u))


def against_asking(now: Design, asked: set[UUID]) -> Reason | None:
    """Why there is nobody to ask; None where there is. One query where there is a dispute."""
    if to_ask(now, asked):
        return None
    waiting = [u for u in now.unconfirmed() if u not in asked]
    if waiting:
        names = unit_names(waiting)
        words = _("{units}有争议的内容还没有改动，不能原样再发").format(units="、".join(names[u].short for u in waiting))
        return Reason(words, "1.2.3", todo=_("按意见修改后再发，或与该单位沟通后请其改为确认"))
    if now.unconfirmed():
        return Reason(_("已发出，等各单位答复"), "1.2.3", todo=_("催办"))
    return Reason(_("各单位都已确认现在这一版，无需再发"), "1.2.3")


def open_dispute(party: Party, words: str) -> None:
    """Put a dispute with its words before the post that asked; where nobody did, before the one that runs the matter."""
    asking = Matter.objects.filter(kind=CONFIRM, about_id=party.id, raiser_post__isnull=False).order_by("-opened_at").first()
    lead = lead_of(party.collaboration)
    unit, post = (asking.raiser_unit_id, asking.raiser_post_id) if asking else (lead.unit_id, lead.post_id)
    short = unit_names([party.unit_id])[party.unit_id].short
    title = _("{unit}对本方职责和任务有争议：{words}").format(unit=short, words=words)
    open_all([Opening(SETTLE, party.ref, title, unit or lead.unit_id, post, facts={"words": words})])


def settle_changed(collaboration: UUID) -> None:
    """Close the disputes over columns that read otherwise by now. One query while there is none."""
    parties = list(Matter.objects.filter(root=collaboration, kind=SETTLE, state__in=WAITING).values_list("about_id", flat=True))
    if not parties:
        return
    now = design(collaboration)
    for party in Party.objects.filter(id__in=parties):
        if not now.is_contested(party.unit_id):
            settle(party.ref, SETTLE, answer=_("职责或任务已改动"))
