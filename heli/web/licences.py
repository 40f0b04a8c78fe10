"""开放源代码许可: whose work is shipped with Heli, and on which terms. Gathered at set-up, read without network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heli.kernel.request import public
from heli.web.assets import THIRD

WHERE = {"browser": "网页", "server": "服务器"}


@dataclass(frozen=True)
class Part:
    """A part of others. `text` is its licence as the part brings it, '' where it brings none."""

    name: str
    version: str
    licence: str
    where: str
    text: str


@cache
def parts() -> tuple[Part, ...]:
    """Every part that is shipped, those of the browser first."""
    found = json.loads((THIRD / "licences.json").read_text(encoding="utf-8"))
    return tuple(
        Part(p["name"], p["version"], p["licence"], where, p.get("text", ""))
        for code, where in WHERE.items()
        for p in found[code]
    )


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The list. Versions are nothing for a stranger's eyes: they are shown after sign-in."""
    return render(request, "web/licences.html", {"parts": parts(), "versions": bool(getattr(request, "actor", None))})


@public
@require_safe
def text(request: HttpRequest, nth: int) -> HttpResponse:
    """The licence of one part in full, as the part brings it."""
    if not 0 < nth <= len(parts()) or not parts()[nth - 1].text:
        raise Http404
    return render(request, "web/licence.html", {"part": parts()[nth - 1]})
