"""权限一览: who may do what, generated from the conditions that decide; nothing on this page is written by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.acts.registry import Act, all_acts
from heli.acts.subjects import kind_for
from heli.acts.timeline import conditions
from heli.clauses.catalogue import norm
from heli.kernel.cards import kinds
from heli.kernel.request import Request
from heli.kernel.text import clean

MAX_SEARCH = 60


@dataclass(frozen=True)
class Permission:
    """One act: what it is about, in which clause it stands, and each condition with its own clause."""

    act: str
    label: str
    kind: str
    clause: str
    words: str
    conditions: tuple[tuple[str, str], ...]
    by_system: bool


def permissions(search: str = "") -> list[Permission]:
    """The lines of the matrix whose words contain `search`."""
    names = {k.code: k.label for k in kinds()} | {"root": "本平台", "row": "任何事物"}
    lines = [_line(a, names) for a in all_acts()]
    return [p for p in lines if not search or search in " ".join((p.act, p.label, p.kind, p.clause, p.words))]


def _line(act: Act, names: dict[str, str]) -> Permission:
    kind = kind_for(act)
    return Permission(
        act.name,
        str(act.label),
        names.get(kind, kind),
        act.clause,
        str(act.allow.why().sentence),
        conditions(act),
        not act.by_people,
    )


@require_safe
def page(request: Request) -> HttpResponse:
    """The matrix, searched by words or clause."""
    search = clean(request.GET.get("q", ""))[:MAX_SEARCH]
    titles = {id_: row.title for id_, row in norm().clauses.items()}
    context = {"lines": permissions(search), "search": search, "total": len(all_acts()), "titles": titles}
    return render(request, "web/permissions.html", context)
