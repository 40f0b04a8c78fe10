"""Pages of collaborations: the list, the overview and its deeds."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.collaborations.head import head
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request


@require_safe
def overview(request: Request, number: str) -> HttpResponse:
    """概览 of one collaboration."""
    return render(request, "collaborations/overview.html", {"head": head(request.actor, number, "overview")})


def urge(request: Request, number: str, matter: UUID) -> HttpResponse:
    """催办 of what is stuck here; leads back to the collaboration."""
    top = head(request.actor, number, "overview")
    card = find("matter", matter, visible_to=request.actor)
    if card.root != top.card.root:
        raise Absent
    return perform_form(
        request, "matter.urge", on=card, template="collaborations/deed.html", success=top.url, context={"head": top}
    )


@require_safe
def listing(request: Request) -> HttpResponse:
    """协作事项 that the reader takes part in."""
    return render(request, "collaborations/list.html", {})
