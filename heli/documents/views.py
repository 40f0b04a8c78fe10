"""Giving files out, listing them, taking them in."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heli.acts import toasts
from heli.acts.pages import MAX_KEY, refusal
from heli.acts.registry import find_act
from heli.documents import queries, service, store
from heli.documents.receiving import FIELD, received_in
from heli.documents.rules import ACCEPT
from heli.kernel.errors import Absent, Busy, Denied, InvalidInput, RuleBroken
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref
from heli.kernel.request import Request

log = logging.getLogger(__name__)


@require_safe
def file(request: Request, id: UUID) -> HttpResponseBase:
    """A file, always as something to save and never to show (security.md §6), to whoever sees now what it is about."""
    found = queries.download(id, request.actor)
    try:
        opened = store.place(found.digest).open("rb")
    except FileNotFoundError:
        log.error("the content of attachment %s is not in the store", id)
        raise Absent from None
    answer = FileResponse(opened, content_type=found.media_type)
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def files_of(request: Request, kind: str, id: UUID) -> HttpResponse:
    """The files of a thing with the upload form: a fragment for htmx, else a page of its own."""
    return _show(request, Ref(kind, id))


def attach(request: Request, kind: str, id: UUID) -> HttpResponse:
    """Take a file in. Success leads back to the thing; a refusal comes back as the page with what to do."""
    about = Ref(kind, id)
    if request.method != "POST":
        return _show(request, about) if request.method in ("GET", "HEAD") else HttpResponse(status=405)
    found = queries.files(about, request.actor)
    key = request.POST.get("key", "")[:MAX_KEY] or random_id().hex
    try:
        done = service.attach(request.actor, about, received_in(request), key=key)
    except InvalidInput as error:
        return _show(request, about, key=key, errors=error.fields, status=error.status)
    except (Denied, RuleBroken) as error:
        why = refusal(find_act("document.attach"), error.reasons, found.about)
        return _show(request, about, key=key, refused=why, status=error.status)
    except Busy as error:
        answer = _show(request, about, key=key, errors={"": [error.sentence]}, status=error.status)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    answer = HttpResponseRedirect(_back(request, found.about.url), status=303)
    toasts.say(request, answer, _("附件已上传，回执 {receipt}").format(receipt=done.receipt.hash[:8]))
    return answer


def _back(request: Request, otherwise: str) -> str:
    """Where the form said that it stands, if that is an address of ours."""
    to = request.POST.get("next", "")
    return to if to.startswith("/") and url_has_allowed_host_and_scheme(to, None) else otherwise or "/"


def _show(
    request: Request,
    about: Ref,
    *,
    key: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
    refused: Any = None,
) -> HttpResponse:
    errors = errors or {}
    found = queries.files(about, request.actor)
    context = {
        "files": found,
        "key": key or random_id().hex,
        "error": "；".join(errors.get(FIELD, ())),
        "general": tuple(errors.get("", ())),
        "refused": refused,
        "accept": ACCEPT,
        "next": request.POST.get("next", "") or found.about.url,
    }
    fragment = bool(request.headers.get("HX-Request")) and status == 200
    return render(request, "documents/fragment.html" if fragment else "documents/page.html", context, status=status)
