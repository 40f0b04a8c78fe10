"""Pages of the duty list: find, perform, render."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from heli.acts.changes import since
from heli.acts.pages import DeedButton, deed_button, deed_form, perform_form, refusal, repeated
from heli.acts.pipeline import carry_out
from heli.acts.registry import find_act
from heli.collaborations.duties import options, pages, queries
from heli.collaborations.duties.cells import EMPTY
from heli.collaborations.duties.own import own_column
from heli.collaborations.duties.rules import BY_LETTER, MAX_KEY, letters_of
from heli.collaborations.head import Head, head
from heli.kernel.cards import Card, find
from heli.kernel.errors import Absent, Busy, Conflict, Denied, HeliError, InvalidInput, RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.request import Request
from heli.people.queries import posts

Path = tuple[tuple[str, str], ...]
FORM = "collaborations/duties/form.html"


@require_safe
def matrix(request: Request, number: str) -> HttpResponse:
    """The duty list."""
    top = head(request.actor, number, "duties")
    page = pages.matrix(request.actor, top.card)
    return render(
        request, "collaborations/duties/matrix.html", {"head": top, "page": page, "send": _send_button(request, top.card, page)}
    )


def _send_button(request: Request, card: Card, page: pages.Matrix) -> DeedButton | None:
    """发送确认 with the reason why it is not to be had, for those who draw up the list."""
    if not page.edits:
        return None
    return replace(deed_button(request.actor, "column.send", card, action=f"{card.url}duties/send/"), why=page.send)


def below(request: Request, kind: str, number: str, id: UUID) -> Card:
    """A thing below the collaboration of this address; one of another collaboration is not there."""
    card = find(kind, id, visible_to=request.actor)
    if card.root != find("collaboration", number, visible_to=request.actor).root:
        raise Absent
    return card


@require_POST
def cell(request: Request, number: str) -> HttpResponse:
    """One click in the list (matrix.js): the answer is the row as it now is, and the parts of the page that hang on it."""
    top = find("collaboration", number, visible_to=request.actor)
    try:
        duty = below(request, "duty", number, _uuid(request.POST.get("row", "")))
        was = request.POST.get("was") or None
        given = {"unit": request.POST.get("unit", ""), "kinds": _kinds(request.POST.get("kinds", "")), "was": was}
        seen = request.POST.get("seen", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        # a page that says what the cell read needs no version of the whole row
        carry_out(request.actor, "duty.mark", duty, given, key=_key(request), seen=version if was is None else None)
    except Conflict as error:
        said = _overtaken(request, error, top, duty)
        return _row_anew(request, top, duty, "_overtaken.html", status=error.status, said=said)
    except HeliError as error:
        return _refused(request, error, "duty.mark", top)
    return _row_anew(request, top, duty, "_answer.html")


def _row_anew(request: Request, top: Card, duty: Card, template: str, status: int = 200, **more: Any) -> HttpResponse:
    page = pages.matrix(request.actor, top)
    context = {"page": page, "row": page.row(duty.ref.id), "send": _send_button(request, top, page), **more}
    return render(request, f"collaborations/duties/{template}", context, status=status)


def _overtaken(request: Request, error: Conflict, top: Card, duty: Card) -> dict[str, str]:
    """Who filled in the same cell first, for the panel."""
    there = queries.cell_card(duty.ref.id, _uuid(request.POST.get("unit", "")), top.root)
    who = f"（{since(there, 0, request.actor).who}）" if there else ""
    return {
        "title": "填写职责类别",
        "rule": f"{error.sentence}{who}",
        "clause": "",
        "whom": "",
        "next": "表中已换成现在的内容，仍要改的再填一次",
    }


@require_POST
def block(request: Request, number: str) -> HttpResponse:
    """A region pasted from Excel (matrix.js): all of it or nothing; the page is loaded anew afterwards."""
    top = find("collaboration", number, visible_to=request.actor)
    try:
        cells = _region(request.POST.get("cells", ""))
        carry_out(request.actor, "duty.fill", top, {"cells": cells}, key=_key(request))
    except HeliError as error:
        return _refused(request, error, "duty.fill", top)
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Absent from None


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:200] or None


def _kinds(letters: str) -> list[str]:
    """牵主 → lead, do; a letter that is none stays, so that the schema refuses it."""
    return [BY_LETTER.get(x, x) for x in letters]


def _region(text: str) -> list[dict[str, Any]]:
    """The region as matrix.js sends it: row, unit, letters, and what the page showed there; anything else is refused."""
    try:
        given: Any = json.loads(text)
        return [
            {"duty": str(duty), "unit": str(unit), "kinds": _kinds(str(kinds)), "was": str(was[0]) if was else None}
            for duty, unit, kinds, *was in given
        ]
    except (ValueError, TypeError, RecursionError):
        raise InvalidInput({"": ["粘贴的内容没有读出来，请重新复制后再粘贴"]}) from None


def _refused(request: Request, error: HeliError, act: str, card: Card) -> HttpResponse:
    """The panel for the place [data-refuse] of the page."""
    said: dict[str, Any] = {"rule": str(error)}
    if isinstance(error, Denied | RuleBroken):
        found = refusal(find_act(act), error.reasons, card)
        said = {"title": found.title, "rule": found.rule, "clause": found.clause, "whom": found.whom, "next": found.next}
    elif isinstance(error, InvalidInput):
        said = {"rule": "；".join(str(s) for sentences in error.fields.values() for s in sentences)}
    context = {"said": {"title": str(find_act(act).label), **said}}
    answer = render(request, "collaborations/duties/_refused.html", context, status=error.status)
    if isinstance(error, Busy):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def add(request: Request, number: str) -> HttpResponse:
    """A further row."""
    top = head(request.actor, number, "duties")
    return perform_form(
        request, "duty.add", on=top.card, template=FORM, success=f"{top.url}duties/", context=_form(top, "增加职责")
    )


def paste(request: Request, number: str) -> HttpResponse:
    """Rows from Excel: a mistake is named with its line, and the text stays."""
    top = head(request.actor, number, "duties")
    note = "从 Excel 连同表头一起复制。第一列为“工作事项”，其余各列为单位简称，也可以有“边界”“应交成果”；格子里写 牵 主 协 审 知"
    return perform_form(
        request,
        "duty.paste",
        on=top.card,
        template=FORM,
        success=f"{top.url}duties/",
        context=_form(top, "从 Excel 增加职责", note),
    )


def send(request: Request, number: str) -> HttpResponse:
    """Ask the units to confirm."""
    top = head(request.actor, number, "duties")
    note = "发给内容有改动、还没有确认的单位；各单位只看到与本方有关的职责和任务"
    return perform_form(
        request, "column.send", on=top.card, template=FORM, success=f"{top.url}duties/", context=_form(top, "发送确认", note)
    )


def keep(request: Request, number: str) -> HttpResponse:
    """Accept a finding with a reason; a gap with the day on which it ends."""
    top = head(request.actor, number, "duties")
    key = request.GET.get("finding", "")[:MAX_KEY]
    found = next((f for f in queries.design(top.card.root).findings if f.key == key), None)
    if found is None and request.method != "POST":
        raise Absent
    # settled while somebody wrote: the act says so, and what was typed stays
    gap = found.sort == "gap" if found else key.startswith("gap:")
    extra = {"finding": key} if gap else {"finding": key, "until": None}
    context = _form(top, "写明理由保留", found.sentence if found else "", found.clause if found else "")
    return perform_form(
        request, "finding.accept", on=top.card, template=FORM, success=f"{top.url}duties/", extra=extra, context=context
    )


def adopt(request: Request, number: str) -> HttpResponse:
    """Settle a finding as proposed: one click on the list, and a page of its own when that is refused."""
    top = head(request.actor, number, "duties")
    extra = {"finding": request.GET.get("finding", "")[:MAX_KEY]}
    where = f"{top.url}duties/"
    return perform_form(
        request, "finding.adopt", on=top.card, template=FORM, success=where, extra=extra, context=_form(top, "采纳建议")
    )


def _form(top: Head, title: str, note: str = "", clause: str = "") -> dict[str, Any]:
    return form_context(top, (("职责清单", f"{top.url}duties/"),), title, note, clause)


def form_context(top: Head, path: Path, title: str, note: str = "", clause: str = "", danger: bool = False) -> dict[str, Any]:
    """What the page of one deed takes; `path` leads back, its last address is where 返回 goes."""
    return {"head": top, "title": title, "note": note, "clause_no": clause, "path": path, "danger": danger}


def row(request: Request, number: str, id: UUID) -> HttpResponse:
    """A row with its text and, for each unit, the form of its cell: how the list is filled in without JS and on the phone."""
    duty = below(request, "duty", number, id)
    top = head(request.actor, number, "duties")
    return _row_page(request, top, duty, "duty.edit", success=f"{top.url}duties/", initial=queries.row_text(id))


def mark(request: Request, number: str, id: UUID, unit: UUID) -> HttpResponse:
    """One cell: kinds and person. A refusal comes back with what was picked."""
    duty = below(request, "duty", number, id)
    top = head(request.actor, number, "duties")
    held = {c.unit: c for c in queries.row_cells(id)}.get(str(unit))
    initial = {"kinds": sorted(held.kinds), "post": held.post} if held else {}
    now = letters_of(held.kinds) if held else EMPTY
    lines = options.post_choices(posts(units=[unit]))
    name = next((c.label for c in options.units(top.card.root) if c.value == str(unit)), "")
    if not name:
        raise Absent
    return perform_form(
        request,
        "duty.mark",
        on=duty,
        template=FORM,
        success=duty_url(top, id),
        extra={"unit": str(unit), "was": request.POST.get("was") or None},
        initial=initial,
        options={"post": lines},
        context={**_form(top, f"{name}在“{duty.title}”中的责任", f"这一格现在是“{now}”"), "path": _path(top, duty), "was": now},
    )


def duty_url(top: Head, id: UUID) -> str:
    """The page of a row."""
    return f"{top.url}duties/{id}/"


def _path(top: Head, duty: Card) -> Path:
    return (("职责清单", f"{top.url}duties/"), (duty.title, duty_url(top, duty.ref.id)))


def remove(request: Request, number: str, id: UUID) -> HttpResponse:
    """Take the row out of the draft."""
    top = head(request.actor, number, "duties")
    if again := repeated(request, "duty.remove", Ref("duty", id), f"{top.url}duties/"):
        return again
    duty = below(request, "duty", number, id)
    context = {**_form(top, f"删除职责“{duty.title}”", "这一行和它的格子一并删除"), "path": _path(top, duty), "danger": True}
    return perform_form(request, "duty.remove", on=duty, template=FORM, success=f"{top.url}duties/", context=context)


def _row_page(request: Request, top: Head, duty: Card, act: str, **more: Any) -> HttpResponse:
    page = pages.matrix(request.actor, top.card)
    view = page.row(duty.ref.id)
    held = {c.unit: c for c in queries.row_cells(duty.ref.id)}
    units = [c.unit for c in page.columns]
    lines: dict[UUID, list[Any]] = {}
    for line in posts(units=units) if page.edits else ():
        lines.setdefault(line.unit.id, []).append(line)
    cells = []
    for c in view.cells:
        now = held.get(str(c.unit))
        form = deed_form(
            request.actor,
            "duty.mark",
            duty,
            action=f"{duty_url(top, duty.ref.id)}{c.unit}/",
            initial={"kinds": sorted(now.kinds), "post": now.post} if now else {},
            options={"post": options.post_choices(lines.get(c.unit, []))},
            without=frozenset({"unit", "was"}),
            mark=str(c.unit),
        )
        cells.append((c, form))
    context = {"head": top, "page": page, "row": view, "cells": cells, "text": more["initial"]}
    context["opened"] = request.GET.get("unit", "")
    context["refused"] = request.method == "POST"
    return perform_form(
        request, act, on=duty, template="collaborations/duties/row.html", context={**context, "path": _path(top, duty)}, **more
    )


def confirm(request: Request, number: str) -> HttpResponse:
    """A unit's own rows and tasks, and its answer to them."""
    top = head(request.actor, number, "duties")
    actor = request.actor
    party = queries.party_of(top.card.root, actor.organisation) if actor.organisation else None
    if party is None or actor.organisation is None:
        raise Absent
    page = own_column(top.card, actor.organisation)
    return perform_form(
        request,
        "column.confirm",
        on=find("party", party, visible_to=actor),
        template="collaborations/duties/confirm.html",
        success=f"{top.url}duties/",
        extra={"digest": request.POST.get("digest") or None},
        context={"head": top, "page": page, "title": "确认本方职责和任务", "refused": request.method == "POST"},
    )
