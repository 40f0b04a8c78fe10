"""Pages of the consultation: find, perform, render."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import deed_button, deed_form, perform_form
from heli.collaborations.consult import pages
from heli.collaborations.duties.views import FORM, below, form_context
from heli.collaborations.head import Head, head
from heli.kernel.cards import Card, find
from heli.kernel.request import Request


@require_safe
def consult(request: Request, number: str) -> HttpResponse:
    """Who was asked, what was said, and the forms of what the actor has to say."""
    top = head(request.actor, number, "consult")
    page = pages.consult_page(request.actor, top.card)
    context = {"head": top, "page": page, "forms": _forms(request, top, page), "ask": None}
    if page.asks:
        button = deed_button(request.actor, "consult.ask", top.card, action=f"{top.url}consult/ask/")
        why = "" if page.askable else "有职责的单位都已征求意见" if page.asked else "职责清单还没有填写单位"
        context["ask"] = replace(button, why=why)
    return render(request, "collaborations/consult/consult.html", context)


def _forms(request: Request, top: Head, page: pages.ConsultPage) -> dict[UUID, Any]:
    """A fresh form for each unit in whom the actor has something to do."""
    forms = {}
    for unit in page.units:
        if unit.id is not None and unit.waits:
            card = find("consultation", unit.id, visible_to=request.actor)
            verb = "answer" if unit.answers else "reply"
            action = f"{top.url}consult/{unit.id}/{verb}/"
            forms[unit.id] = deed_form(request.actor, f"consult.{verb}", card, action=action, mark=unit.id.hex)
    return forms


def ask(request: Request, number: str) -> HttpResponse:
    """Ask the units that have a duty and were not asked yet, and those chosen once more."""
    top = head(request.actor, number, "consult")
    note = "发给有职责而还没有征求过的单位，和下面选出的单位；以前的答复保留，以新的答复为准"
    if not pages.askable_again(top.card.root):
        note = "发给有职责而还没有征求过的单位；已答复的单位要等方案改动以后才能再次征求"
    context = _context(top, "征求意见", note)
    return perform_form(request, "consult.ask", on=top.card, template=FORM, success=f"{top.url}consult/", context=context)


def answer(request: Request, number: str, id: UUID) -> HttpResponse:
    """The answer of the unit that was asked."""
    return _say(request, number, id, "consult.answer", "答复征求意见")


def reply(request: Request, number: str, id: UUID) -> HttpResponse:
    """What becomes of an objection."""
    return _say(request, number, id, "consult.reply", "答复意见")


def _say(request: Request, number: str, id: UUID, act: str, title: str) -> HttpResponse:
    card: Card = below(request, "consultation", number, id)
    top = head(request.actor, number, "consult")
    page = pages.consult_page(request.actor, top.card)
    unit = next((u for u in page.units if u.id == id), None)
    words = "；".join(f"{unit.unit}{s.label}：{s.text}" for s in unit.said) if unit else ""
    return perform_form(request, act, on=card, template=FORM, success=f"{top.url}consult/", context=_context(top, title, words))


def _context(top: Head, title: str, note: str = "") -> dict[str, Any]:
    return form_context(top, (("事前沟通", f"{top.url}consult/"),), title, note, "1.2.6.a")
