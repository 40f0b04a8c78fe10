"""What somebody typed, for the page that could not take it: a lapsed session or an old page must not cost an hour of writing.

Given back as text to copy, never as a form: whoever is signed in by then has sent nothing. Only what our own page sent is
shown, so that no other site can put words on ours (T26).
"""

from __future__ import annotations

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError

SECRETS = frozenset({"password", "old", "code", "login", "csrfmiddlewaretoken"})
PICKED = re.compile(r"[!-~]*")
"""Ids, numbers, days and codes: what a list or the page itself gave is found there again."""
LONGEST = 40_000


def kept(request: HttpRequest) -> str:
    """The texts of a posted form of ours, one below the other; empty when there is nothing to keep."""
    if request.method != "POST" or not _ours(request):
        return ""
    texts = [v.strip() for name, values in _posted(request).lists() if name not in SECRETS for v in values]
    return "\n\n".join(t for t in texts if not PICKED.fullmatch(t))[:LONGEST]


def _ours(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}"
    return request.headers.get("Sec-Fetch-Site", "") == "same-origin" or request.headers.get("Origin", "") == own


def _posted(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        return QueryDict()
