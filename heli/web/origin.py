"""Where a request comes from: changes asked for by another site are refused before anything is read (T26)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from heli.web import errors

SAFE = ("GET", "HEAD", "OPTIONS")
OWN = ("same-origin", "none", "")


class SameSite:
    """Refuses what a browser says another site has sent, beside the token and Django's check of Origin.

    `same-site` is refused too: a neighbour under the same domain is another system.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "") not in OWN:
            return errors.csrf_failure(request)
        return self.get_response(request)
