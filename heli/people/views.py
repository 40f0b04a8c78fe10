"""Pages of people: sign-in and sign-out, one's own settings, who holds which post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heli.acts import toasts
from heli.acts.forms import Choice
from heli.acts.pages import perform_form
from heli.kernel.cards import find
from heli.kernel.errors import Absent, Busy, InvalidInput
from heli.kernel.request import Request, public
from heli.kernel.text import clean
from heli.kernel.time import now
from heli.people import queries, rules, signin
from heli.people.models import Account
from heli.people.personas import persona_account, personas

ENDED = {
    "idle": "30 分钟没有操作，已自动退出",
    "whole": "本次登录已满 12 小时，已自动退出",
    "clock": "服务器时间有变动，须重新登录",
}


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; in demo mode also the six people."""
    if request.method == "POST":
        return _try(request, "people/signin.html", _by_password)
    if getattr(request, "actor", None):
        return HttpResponseRedirect(_back(request))
    return _sign_in_page(request, "people/signin.html", {})


def _by_password(request: HttpRequest) -> None:
    here = signin.attempt(request, request.POST.get("login", ""))
    signin.enter(request, signin.check(here, request.POST.get("password", "")))


@public
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_sign_in(request: HttpRequest) -> HttpResponse:
    """The one-time code that was handed over on paper, and one's own password from now on."""
    if request.method == "POST":
        return _try(request, "people/signin_first.html", _by_code)
    return _sign_in_page(request, "people/signin_first.html", {})


def _by_code(request: HttpRequest) -> None:
    password = request.POST.get("password", "")
    if faults := rules.password_faults(password):
        raise InvalidInput({"password": faults})
    here = signin.attempt(request, request.POST.get("login", ""))
    account = signin.check(here, clean(request.POST.get("code", "")).casefold(), code=True)
    signin.choose_password(account, password)
    signin.enter(request, account, "first")


def _try(request: HttpRequest, template: str, way: Callable[[HttpRequest], None]) -> HttpResponse:
    try:
        way(request)
    except signin.Locked as locked:
        minutes = _minutes(locked)
        context = {"until": locked.until, "minutes": minutes, "login": request.POST.get("login", "")}
        return _wait(render(request, "people/signin_locked.html", context, status=429), 60 * minutes)
    except InvalidInput as error:
        return _sign_in_page(request, template, error.fields, status=422)
    except Busy as error:
        return _wait(_sign_in_page(request, template, {"": [error.sentence]}, status=429), error.retry_after)
    return HttpResponseRedirect(_back(request))


def _minutes(locked: signin.Locked) -> int:
    return max(1, -int(-(locked.until - now()).total_seconds() // 60))


def _sign_in_page(request: HttpRequest, template: str, errors: Mapping[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "errors": {name: list(sentences) for name, sentences in errors.items()},
        "login": request.POST.get("login", ""),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "ended": ENDED.get(request.GET.get("ended", ""), ""),
        "personas": personas() if settings.DEMO else [],
    }
    return render(request, template, context, status=status)


def _wait(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def _back(request: HttpRequest) -> str:
    """Where the person was going: a page of this site, or the first page."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")


@public
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """One click in the demo; no such address in production (T52)."""
    account = persona_account(request.POST.get("login", "")) if settings.DEMO else None
    if account is None:
        raise Http404
    signin.enter(request, account)
    return HttpResponseRedirect(_back(request))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this session and let the browser forget what it kept."""
    signin.leave(request)
    return HttpResponseRedirect(reverse("signin"), headers={"Clear-Site-Data": '"cache", "cookies", "storage"'})


@require_POST
def switch_post(request: Request) -> HttpResponse:
    """Act in another of one's posts; empty means the first one."""
    held = queries.posts(person=request.actor.person)
    wanted = request.POST.get("post", "")
    line = next((p for p in held if wanted in ("", str(p.id))), None)
    if line is None:
        raise Absent
    signin.take_post(request, str(line.id))
    return _said(request, "home", f"已切换到“{line.unit.name} · {line.title}”")


def _said(request: HttpRequest, name: str, text: str) -> HttpResponse:
    answer = HttpResponseRedirect(reverse(name))
    toasts.say(request, answer, text)
    return answer


@require_safe
def profile(request: Request) -> HttpResponse:
    """个人设置: posts, sessions, login book, display, password."""
    return _profile(request, {})


def _profile(request: Request, errors: Mapping[str, Any], status: int = 200) -> HttpResponse:
    account = _account(request)
    context = {
        "held": queries.posts(person=request.actor.person),
        "current": request.actor.post,
        "sessions": queries.own_sessions(account.id, signin.own_key(request)),
        "logins": queries.own_logins(account.id),
        "login": account.login,
        "has_password": account.has_usable_password(),
        "limits": rules.limits(bool(request.actor.admin)),
        "errors": {name: list(sentences) for name, sentences in errors.items()},
    }
    return render(request, "people/profile.html", context, status=status)


def _account(request: HttpRequest) -> Account:
    account: Account | None = request.session.account()  # type: ignore[attr-defined]
    if account is None:
        raise Absent
    return account


@sensitive_post_parameters("old", "password")
@require_POST
def change_password(request: Request) -> HttpResponse:
    """A new password; all other sessions end, since they hold a digest of the old one."""
    account = _account(request)
    try:
        here = signin.attempt(request, account.login)
        if not check_password(request.POST.get("old", ""), account.password):
            signin.fail(here)
            raise InvalidInput({"old": ["原口令不符，请重新填写"]})
        signin.choose_password(account, request.POST.get("password", ""))
    except signin.Locked as locked:
        minutes = _minutes(locked)
        return _wait(_profile(request, {"old": [f"口令多次不符，{minutes} 分钟后再试"]}, status=429), 60 * minutes)
    except Busy as error:
        return _wait(_profile(request, {"old": [error.sentence]}, status=429), error.retry_after)
    except InvalidInput as error:
        return _profile(request, error.fields, status=422)
    update_session_auth_hash(request, account)
    signin.note(request, "password", account)
    signin.end_others(request)
    return _said(request, "me", "口令已修改，其他设备须重新登录")


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """End every other session of one's own."""
    return _said(request, "me", f"已退出其他 {signin.end_others(request)} 处登录")


@require_safe
def directory(request: Request) -> HttpResponse:
    """组织人员: one's own organisation in full, of the others only whom to turn to (T23)."""
    own: UUID | None = request.actor.organisation
    context = {
        "tree": queries.unit_tree(own) if own else [],
        "contacts": queries.contacts(request.actor),
        "administers": "system" in request.actor.admin,
    }
    return render(request, "people/directory.html", context)


def assign_post(request: Request, post: UUID) -> HttpResponse:
    """Replace who holds a post of one's own organisation; those of others are not there (T23)."""
    card = find("post", post, visible_to=request.actor)
    if card.root != request.actor.organisation:
        raise Absent
    choices = [Choice(str(p.id), p.name) for p in queries.persons(card.root)]
    return perform_form(
        request,
        "post.assign",
        on=card,
        template="web/deed.html",
        success=reverse("people"),
        toast=_("任职已调整，待办随岗位移交"),
        options={"person": choices},
    )
