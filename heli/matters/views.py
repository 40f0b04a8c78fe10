"""Pages of matters: the inbox, one matter, and the form of each deed on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.pages import perform_form
from heli.acts.timeline import timeline
from heli.kernel.cards import find
from heli.kernel.errors import Absent
from heli.kernel.request import Request
from heli.kernel.text import clean
from heli.matters import queries
from heli.matters.page import matter_page

VERBS = (
    "sign", "hand_over", "answer", "confirm", "refuse", "urge", "ask_extension", "extend", "decline_extension", "take_back",
)  # fmt: skip
EMPTY = {
    "sign": ("没有要签收的事项", "新派来的职责和任务会先到这里"),
    "todo": ("没有待办", "要你办理、答复或审批的事项会到这里"),
    "read": ("没有待阅", "只需知晓的通知会到这里，不影响办结"),
    "confirm": ("没有待确认的答复", "你提出的事项得到答复后，到这里确认或退回"),
    "mine": ("你提出的事项都已有结果", "还在等别人办的事项会列在这里，可以催办"),
    "done": ("还没有办过的事项", "办理过的事项会按时间列在这里"),
}


@require_safe
def inbox(request: Request) -> HttpResponse:
    """我的工作台: one tab of what waits."""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    found = queries.inbox(request.actor, request.GET.get("tab", "todo"), clean(request.GET.get("kind", "")), number)
    return render(request, "matters/inbox.html", {"inbox": found, "empty_words": EMPTY[found.tab]})


@require_safe
def matter(request: Request, id: UUID) -> HttpResponse:
    """One matter: what it is about, what was answered, what can be done, what was done."""
    page = matter_page(request.actor, id)
    lines = timeline(page.line.ref, request.actor).lines
    return render(request, "matters/matter.html", {"page": page, "line": page.line, "lines": lines})


@require_safe
def preview(request: Request, id: UUID) -> HttpResponse:
    """The same beside the inbox, without the record; a fragment."""
    page = matter_page(request.actor, id)
    return render(request, "matters/preview.html", {"page": page, "line": page.line})


def deed(request: Request, id: UUID, verb: str) -> HttpResponse:
    """The form of one verb; a one-click deed posts here too, and finds the form again when it is refused."""
    if verb not in VERBS:
        raise Absent
    card = find("matter", id, visible_to=request.actor)
    line = matter_page(request.actor, id).line
    return perform_form(request, f"matter.{verb}", on=card, template="matters/deed.html", context={"line": line})
