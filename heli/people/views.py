"""Pages of people: sign-in and sign-out, one's own settings, who holds which post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import groupby
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
from heli.acts.pages import Destination, perform_form
from heli.acts.pipeline import Done
from heli.kernel.cards import find
from heli.kernel.errors import Absent, Busy, InvalidInput
from heli.kernel.request import Request, public
from heli.kernel.text import clean
from heli.kernel.time import day_of, now, today
from heli.people import audit, queries, rules, signin
from heli.people.logins import own_logins
from heli.people.models import Account
from heli.people.personas import persona_account, personas

Context = Mapping[str, Any] | None
ENDED = {
    "idle": "{idle} 分钟没有操作，已自动退出",
    "whole": "本次登录已满 {whole} 小时，已自动退出",
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
        "ended": _ended(request.GET.get("ended", "")),
        "idle": _minutes_of(rules.PERSONS.idle),
        "idle_administrators": _minutes_of(rules.ADMINISTRATORS.idle),
        "personas": personas() if settings.DEMO else [],
    }
    return render(request, template, context, status=status)


def _ended(said: str) -> str:
    """Why the session has ended, in words: `idle`, `whole`, `clock`, with `.admin` for an administrator's."""
    why, _dot, whose = said.partition(".")
    limit = rules.limits(whose == "admin")
    return ENDED.get(why, "").format(idle=_minutes_of(limit.idle), whole=_minutes_of(limit.whole) // 60)


def _minutes_of(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


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
        "logins": own_logins(account.id),
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
    """组织人员: one's own organisation in full, of the others only whom to turn to (T23). Administrators see their tools."""
    own: UUID | None = request.actor.organisation
    system = "system" in request.actor.admin
    context = {
        "own": own,
        "tree": queries.unit_tree(own) if own else [],
        "contacts": queries.contacts(request.actor),
        "administers": system,
        "appoints": "security" in request.actor.admin,
        "people": queries.account_lines(own) if own and system else [],
        "administrators": queries.administrators(own) if own else [],
    }
    return render(request, "people/directory.html", context)


@require_safe
def own_log(request: Request) -> HttpResponse:
    """操作日志 of one's own organisation, for its audit administrator; to others it does not exist."""
    refused = request.GET.get("refused") == "1"
    asked = request.GET.get("page", "")
    found = audit.deeds(
        request.actor, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1, refused=refused
    )
    days = [{"day": day, "lines": list(lines)} for day, lines in groupby(found.lines, key=lambda line: day_of(line.at))]
    kept = "&refused=1" if refused else ""
    context = {
        "found": found,
        "days": days,
        "refused": refused,
        "older": f"?page={found.page + 1}{kept}" if found.page < found.pages else "",
        "newer": f"?page={found.page - 1}{kept}" if found.page > 1 else "",
    }
    return render(request, "people/audit.html", context)


def _administer(request: Request, act: str, kind: str, id_: UUID, toast: Destination = "", more: Context = None) -> HttpResponse:
    """A deed about one's own organisation, back to 组织人员 afterwards; what is another's is not there (T23)."""
    card = find(kind, id_, visible_to=request.actor)
    if card.root != request.actor.organisation:
        raise Absent
    return perform_form(
        request, act, on=card, template="people/administer.html", context=more or {}, success=reverse("people"), toast=toast
    )


def assign_post(request: Request, post: UUID) -> HttpResponse:
    """Replace who holds a post."""
    return _administer(request, "post.assign", "post", post, _assigned, {"held": queries.post_lines([post]).get(post)})


def _assigned(done: Done) -> str:
    held = done.result
    if held is None:
        return _("任职已调整，岗位空缺，待办仍归此岗位")
    if held.valid_from > today():
        return _("任职已调整，自 {d:%Y-%m-%d} 起生效，待办届时随岗位移交").format(d=held.valid_from)
    return _("任职已调整，待办随岗位移交")


def add_person(request: Request) -> HttpResponse:
    """A new colleague; the account is opened from the list."""
    return _administer(request, "person.add", "unit", _own(request), _("人员已登记，可以开通账号、安排岗位"))


def add_post(request: Request, unit: UUID) -> HttpResponse:
    """A new post of a unit."""
    return _administer(request, "post.add", "unit", unit, _("岗位已设置，可以安排任职人"))


def rename_unit(request: Request, unit: UUID) -> HttpResponse:
    """A unit's names from a day on."""
    return _administer(request, "unit.rename", "unit", unit, _("已更名，自启用日期起显示新名称"))


def open_account(request: Request, person: UUID) -> HttpResponse:
    """The account of a person who has none; the code stands in the answer, once."""
    return _administer(request, "account.open", "person", person)


def renew_code(request: Request, person: UUID) -> HttpResponse:
    """A new one-time code; it stands in the answer, once."""
    return _administer(request, "account.renew", "person", person)


def appoint(request: Request) -> HttpResponse:
    """One of the three administrators, by the security administrator."""
    return _administer(request, "admin.appoint", "unit", _own(request), _("管理员已任命"))


def dismiss(request: Request) -> HttpResponse:
    """The end of an administrator's role."""
    return _administer(request, "admin.dismiss", "unit", _own(request), _("管理员已免去"))


def _own(request: Request) -> UUID:
    if request.actor.organisation is None:
        raise Absent
    return request.actor.organisation
