"""What browsers report about the content security policy (security.md §6): the directive into the log, nothing else."""

from __future__ import annotations

import json
import logging
import time
from collections import deque

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heli.kernel.request import public
from heli.people.signin import source_of

PER_MINUTE = 10
SOURCES = 1000
LONGEST = 8192
log = logging.getLogger("heli.csp")
_seen: dict[str, deque[float]] = {}


@public
@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """204 whatever was sent; at most ten lines a minute for each source and process. No token: browsers send none."""
    if _may_report(source_of(request)) and (directive := _directive(request)):
        log.warning("content security policy violated", extra={"directive": directive})
    return HttpResponse(status=204)


def _may_report(source: str) -> bool:
    moment = time.monotonic()
    if len(_seen) > SOURCES:
        _seen.clear()
    recent = _seen.setdefault(source, deque(maxlen=PER_MINUTE))
    if len(recent) == PER_MINUTE and moment - recent[0] < 60:
        return False
    recent.append(moment)
    return True


def _directive(request: HttpRequest) -> str:
    """The violated directive, when it is one of ours; addresses in the report may hold values and are left out."""
    try:
        report = json.loads(request.body[:LONGEST])["csp-report"]
        named = str(report.get("effective-directive") or report.get("violated-directive", "")).split(" ")[0]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return named if named.removesuffix("-elem").removesuffix("-attr") in directives else "other"
