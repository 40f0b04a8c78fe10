"""Pages of the plan: find, perform, render."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import deed_button, perform_form
from heli.acts.pipeline import Done
from heli.collaborations.duties import options
from heli.collaborations.duties.views import FORM, below, form_context
from heli.collaborations.head import Head, head
from heli.collaborations.plan import pages
from heli.collaborations.plan.queries import task_values
from heli.documents.along import take_in
from heli.documents.queries import own_lines
from heli.documents.rules import ACCEPT
from heli.kernel.ids import random_id
from heli.kernel.request import Request


@require_safe
def plan(request: Request, number: str) -> HttpResponse:
    """Tasks, stage goals, risks, and what still lacks before the submission."""
    top = head(request.actor, number, "plan")
    page = pages.plan_page(request.actor, top.card)
    button = None
    if page.submits:
        button = deed_button(request.actor, "design.submit", top.card, action=f"{top.url}plan/submit/")
        given = tuple(("files", str(f.id)) for f in page.files if f.own)
        button = replace(button, given=given, why=f"还差 {len(page.lacking)} 项，见“报批前”" if page.lacking else "")
    return render(request, "collaborations/plan/plan.html", {**_files(), "head": top, "page": page, "submit": button})


def submit(request: Request, number: str) -> HttpResponse:
    """Hand duty list and plan in; leads to the approval."""
    top = head(request.actor, number, "plan")
    wrong = take_in(request, "design.submit", top.card)
    initial = {"files": [str(f.id) for f in own_lines(top.card.ref, request.actor)]}
    context = _context(top, "报批", "职责清单和任务计划一并报初审、复审、终审；报批以后不能直接修改")

    def approval(done: Done) -> str:
        found = getattr(done.result, "approval", None)
        return f"/approvals/{found}/" if found else f"{top.url}plan/"

    return perform_form(
        request, "design.submit", on=top.card, template=FORM, success=approval, context=context, initial=initial, wrong=wrong
    )


def _files() -> dict[str, Any]:
    """What the form that adds a file needs."""
    return {"fresh": random_id().hex, "accept": ACCEPT}


def add(request: Request, number: str) -> HttpResponse:
    """A further task."""
    top = head(request.actor, number, "plan")
    return _form(request, top, "task.plan", "增加任务", on=top.card, options=options.of_task(top.card.root))


def edit(request: Request, number: str, id: UUID) -> HttpResponse:
    """Change a task before it is approved."""
    task = below(request, "task", number, id)
    top = head(request.actor, number, "plan")
    title = f"修改任务 {task.number} {task.title}"
    return _form(request, top, "task.replan", title, on=task, initial=task_values(id), options=options.of_task(top.card.root))


def drop(request: Request, number: str, id: UUID) -> HttpResponse:
    """Take a task out of the plan."""
    task = below(request, "task", number, id)
    top = head(request.actor, number, "plan")
    note = "以它为前置的任务不再等它；取消后不再列入计划"
    return _form(request, top, "task.drop", f"取消任务 {task.number} {task.title}", note, danger=True, on=task)


def risk(request: Request, number: str) -> HttpResponse:
    """Name a risk."""
    top = head(request.actor, number, "plan")
    return _form(request, top, "risk.name", "登记风险", on=top.card, options=options.of_task(top.card.root))


def no_risk(request: Request, number: str) -> HttpResponse:
    """State that a search for risks found none."""
    top = head(request.actor, number, "plan")
    return _form(request, top, "risk.none", "说明没有风险", "写明怎样排查、排查了哪些方面", on=top.card)


def explain(request: Request, number: str, id: UUID) -> HttpResponse:
    """Cause and recovery measure of a stage goal whose day has passed."""
    goal = below(request, "goal", number, id)
    top = head(request.actor, number, "plan")
    return _form(request, top, "goal.explain", f"说明滞后：{goal.title}", "写明原因和追赶措施", on=goal)


def _form(
    request: Request, top: Head, act: str, title: str, note: str = "", *, danger: bool = False, **more: Any
) -> HttpResponse:
    context = _context(top, title, note, danger)
    return perform_form(request, act, template=FORM, success=f"{top.url}plan/", context=context, **more)


def _context(top: Head, title: str, note: str = "", danger: bool = False) -> dict[str, Any]:
    return form_context(top, (("任务计划", f"{top.url}plan/"),), title, note, danger=danger)
