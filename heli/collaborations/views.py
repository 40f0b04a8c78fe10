"""Pages of collaborations: the list, the overview and its deeds, the need, the parties, the approvals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form, repeated
from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.approvals.queries import chain_of
from heli.collaborations import listing as lists
from heli.collaborations.head import head
from heli.collaborations.home import COUNTS, home, recent
from heli.collaborations.needpage import need_page
from heli.collaborations.parties import declined_party, own_invitation, own_party, party_lines
from heli.collaborations.stages.pages import present_gate
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request

MOVES = {
    "leave": "stage.leave",
    "close": "collaboration.close",
    "suspend": "collaboration.suspend",
    "resume": "collaboration.resume",
    "cancel": "collaboration.cancel",
}
"""Deeds about the whole collaboration, by the word in their address."""


@require_safe
def listing(request: Request) -> HttpResponse:
    """协作事项 that the reader takes part in."""
    found = lists.listing(request.actor, lists.read(request.GET.dict()))
    return render(request, "collaborations/list.html", {"list": found})


@require_safe
def overview(request: Request, number: str) -> HttpResponse:
    """概览 of one collaboration."""
    top = head(request.actor, number, "overview", COUNTS)
    return render(request, "collaborations/overview.html", {"head": top, "home": home(request.actor, top)})


@require_safe
def gate(request: Request, number: str) -> HttpResponse:
    """What the present stage still asks for; pages take it in by htmx, without it stands alone."""
    card = find("collaboration", number, visible_to=request.actor, open_root=True)
    return _later(request, number, "gate", gate=present_gate(request.actor, card))


@require_safe
def lately(request: Request, number: str) -> HttpResponse:
    """本周到期 and 最近动态; the overview takes them in by htmx, without it they stand alone."""
    card = find("collaboration", number, visible_to=request.actor, open_root=True)
    return _later(request, number, "recent", recent=recent(request.actor, card), card=card)


def _later(request: Request, number: str, name: str, **found: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, f"collaborations/parts/{name}.html", found)
    top = head(request.actor, number, "overview")
    return render(request, "collaborations/later.html", {"head": top, "part": f"collaborations/parts/{name}.html", **found})


def move(request: Request, number: str, word: str) -> HttpResponse:
    """Leave the stage, close, suspend, resume or cancel."""
    top = head(request.actor, number, "overview")
    context = {"head": top, "danger": word in ("suspend", "cancel")}
    return perform_form(request, MOVES[word], on=top.card, template="collaborations/deed.html", context=context)


def urge(request: Request, number: str, matter: UUID) -> HttpResponse:
    """催办 of what is stuck here; leads back to the collaboration."""
    top = head(request.actor, number, "overview")
    card = find("matter", matter, visible_to=request.actor)
    if card.root != top.card.root:
        raise Absent
    return perform_form(
        request, "matter.urge", on=card, template="collaborations/deed.html", success=top.url, context={"head": top}
    )


def need(request: Request, number: str) -> HttpResponse:
    """需求: to read, and for the lead to confirm or return."""
    top = head(request.actor, number, "need")
    found = need_page(request.actor, top.card)
    context = {"head": top, "need": found}
    if found.may_rule or request.method == "POST":
        return perform_form(
            request, "need.rule", on=top.card, template="collaborations/need.html", success=top.url, context=context
        )
    return render(request, "collaborations/need.html", {**context, "form": None})


def take_back(request: Request, number: str) -> HttpResponse:
    """撤回需求 before the lead has answered."""
    top = head(request.actor, number, "need")
    return perform_form(
        request,
        "need.take_back",
        on=top.card,
        template="collaborations/deed.html",
        success=lambda done: f"/c/{done.result.number}/need/",
        context={"head": top, "danger": True},
    )


def invite(request: Request, number: str) -> HttpResponse:
    """另邀单位, for who runs the matter."""
    top = head(request.actor, number, "parties")
    return perform_form(
        request,
        "party.invite",
        on=top.card,
        template="collaborations/deed.html",
        success=f"{top.url}parties/",
        context={"head": top},
    )


def parties(request: Request, number: str) -> HttpResponse:
    """参与单位, and the answer to the reader's own invitation."""
    if again := _declined_before(request, number):
        return again
    top = head(request.actor, number, "parties")
    context = {
        "head": top,
        "parties": party_lines(top.card.ref.id),
        "invites": not allowed(request.actor, find_act("party.invite"), top.card.ref),
    }
    # an answer sent twice finds its first result, one sent too late is told why
    invited = own_party if request.method == "POST" else own_invitation
    invitation = invited(request.actor, top.card.ref.id)
    if invitation is None:
        if request.method == "POST":
            raise Absent
        return render(request, "collaborations/parties.html", {**context, "form": None})
    return perform_form(
        request,
        "party.answer",
        on=invitation,
        template="collaborations/parties.html",
        success=lambda done: f"{top.url}parties/" if done.result.accepted else reverse("inbox"),
        context=context,
    )


def _declined_before(request: Request, number: str) -> HttpResponse | None:
    """Whoever has declined finds the collaboration no more: an answer sent twice leads to where the first one led."""
    party = declined_party(request.actor, number) if request.method == "POST" else None
    return repeated(request, "party.answer", party, reverse("inbox")) if party else None


@require_safe
def approvals(request: Request, number: str) -> HttpResponse:
    """审批: how far the latest submission has come."""
    top = head(request.actor, number, "approvals")
    return render(request, "collaborations/approvals.html", {"head": top, "chain": chain_of(top.card.ref)})
