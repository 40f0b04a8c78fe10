"""Saying once, on the next page, what was done. A signed cookie: nothing is written for it on the server.

Signed for one person, so that a toast with a title never shows to whoever signs in next at the same browser.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

COOKIE = "heli-toast"
SECONDS = 60
MAX_LENGTH = 200


def say(request: HttpRequest, response: HttpResponse, text: str) -> None:
    """Let the next page say `text`."""
    response.set_signed_cookie(
        COOKIE,
        text[:MAX_LENGTH].encode().hex(),
        salt=_salt(request),
        max_age=SECONDS,
        secure=not settings.DEMO,
        httponly=True,
        samesite="Lax",
    )


def heard(request: HttpRequest) -> str:
    """What is to be said now; "" when nothing is, or when it was meant for somebody else."""
    if COOKIE not in request.COOKIES:
        return ""
    try:
        return bytes.fromhex(request.get_signed_cookie(COOKIE, salt=_salt(request), max_age=SECONDS) or "").decode()
    except (BadSignature, ValueError):
        return ""


def _salt(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return f"heli.toast.{actor.person if actor else ''}"
