"""The six errors, raised in any view, as the pages that people see; and the toast of the deed before."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from heli.acts import toasts
from heli.kernel.errors import Busy, ClockOff, Denied, HeliError, InvalidInput, RuleBroken
from heli.web import errors
from heli.web.errors import WORDS, Words
from heli.web.parts import Toast

Answer = Callable[[HttpRequest], HttpResponseBase]


class Refusals:
    """Turns an error of the house into its page. Whatever else is raised stays what it is: a fault, and 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, HeliError) else None


def answer(request: HttpRequest, error: HeliError) -> HttpResponse:
    """The page for `error`. An absent thing answers with the same bytes as an unknown address (T11)."""
    wait = error.retry_after if isinstance(error, Busy) else None
    return errors.page(request, error.status, words=_words(error), wait=wait)


def _words(error: HeliError) -> Words | None:
    if not isinstance(error, Denied | RuleBroken | InvalidInput | Busy):
        return None
    if isinstance(error, ClockOff):
        return Words("已暂停办理", error.sentence, ("校时后再提交一次，不会重复办理",))
    general = WORDS[error.status]
    clauses = "、".join(dict.fromkeys(r.clause for r in error.reasons if r.clause))
    steps = [str(r.todo) for r in error.reasons if r.todo] + [f"可以找：{r.ask}" for r in error.reasons if r.ask]
    if clauses:
        steps.append(f"依据：规范 {clauses}")
    return Words(general.title, error.sentence, tuple(dict.fromkeys(steps)) or general.steps)


class Toasts:
    """Gives the page `request.toast`, said once: the cookie goes with the first whole page. Stands below whoever sets `actor`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not getattr(request, "toast", None) and (text := toasts.heard(request)):
            request.toast = Toast(text)  # type: ignore[attr-defined]
        response = self.get_response(request)
        page = response.headers.get("Content-Type", "").startswith("text/html") and not request.headers.get("HX-Request")
        if toasts.COOKIE in request.COOKIES and toasts.COOKIE not in response.cookies and page and response.status_code == 200:
            response.delete_cookie(toasts.COOKIE, samesite="Lax")
        return response
