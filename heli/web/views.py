"""The shell's own addresses: the first page, display choices, and (demo mode only) the style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from heli.kernel.request import Request, public
from heli.web import samples
from heli.web.context import CHOICES, cookie

YEAR = 365 * 24 * 3600


@require_safe
def home(request: Request) -> HttpResponse:
    """The first entry of one's own navigation."""
    shell = request.shell  # type: ignore[attr-defined]
    return HttpResponseRedirect(shell.nav[0].href if shell.nav else reverse("me"))


@public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep what the form names (theme, text, contrast, keys) in cookies and go back to the page."""
    wanted = request.POST.get("next", "/")
    # a path of this site, nothing relative and no other host
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    response = HttpResponse(status=204) if request.headers.get("HX-Request") else HttpResponseRedirect(wanted if safe else "/")
    for name, values in CHOICES.items():
        if (value := request.POST.get(name)) in values:
            response.set_cookie(cookie(name), value, max_age=YEAR, samesite="Lax", secure=not settings.DEMO, httponly=True)
    return response


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every macro with realistic content; axe and the overflow tests look here first."""
    if not settings.DEMO:
        raise Http404
    request.shell = samples.shell(request.GET.get("role", "officer"))  # type: ignore[attr-defined]
    return render(request, "web/styleguide.html", samples.context())


@public
def styleguide_errors(request: HttpRequest, status: int) -> HttpResponse:
    """An error page as users see it, for pictures and checks."""
    if not settings.DEMO:
        raise Http404
    from heli.web import errors

    return errors.page(request, status)
