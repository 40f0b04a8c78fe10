"""Pages of 立项. Each step is the form of one act; what was typed stays when it is refused."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from heli.acts.pages import perform_form
from heli.collaborations.models import STAGES
from heli.collaborations.wizard import queries
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request
from heli.kernel.time import today


def new(request: Request) -> HttpResponse:
    """Kind and name; leads on to the first step of the draft."""
    if request.actor.organisation is None:
        raise Absent
    return perform_form(
        request,
        "collaboration.start",
        on=find("unit", request.actor.organisation, visible_to=request.actor),
        template="collaborations/wizard/new.html",
        options={"scenario": queries.scenario_choices()},
        success=lambda done: f"/c/{done.result.id}/wizard/1/",
        toast="草稿已建立",
    )


def step(request: Request, number: str, nth: int) -> HttpResponse:
    """One of the five steps of a draft; a submitted need is no longer written, it is read."""
    found = queries.wizard(request.actor, number, nth)
    if found.card.state != "draft" and request.method != "POST":
        return HttpResponseRedirect(f"{found.card.url}need/")
    stay = request.method == "POST" and request.POST.get("next") == "stay"
    return perform_form(
        request,
        found.act,
        on=found.card,
        template=f"collaborations/wizard/step{nth}.html",
        initial=found.initial,
        options=found.options,
        success=(lambda done: f"/c/{done.result.collaboration.number}/")
        if nth == 5
        else found.card.url
        if stay
        else found.onward,
        toast="需求已提交，请牵头单位确认" if nth == 5 else f"第 {nth} 步已保存",
        context={
            "wizard": found,
            "suggested": queries.suggested(),
            "span": queries.span,
            "provisional": queries.provisional,
            "this_year": today().year,
            "stages": STAGES,
            "review": queries.review(found) if nth == 5 else (),
        },
    )
