"""Who acts in a request, and what surrounds the page: session → account → person → chosen post, read afresh each time (T20).

Every view refuses strangers unless it is marked `@public` (T21). A signed-in request costs three queries: session with
account and person, the posts held, the administrator's roles; the shell counts only when a page shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from heli.kernel import shell as registry
from heli.kernel.request import is_public
from heli.kernel.time import now
from heli.people import signin
from heli.people.queries import Seat, seat
from heli.people.rules import limits, session_end
from heli.people.sessions import SessionStore, person_of
from heli.web import errors
from heli.web.parts import Toast
from heli.web.shell import NavItem, PostChoice, Role, Shell

SAFE = ("GET", "HEAD", "OPTIONS")
CREATORS = frozenset({"officer", "head", "deputy_head", "coordination"})
"""Duties of posts that may begin something new; the act decides afresh."""
ENDED = errors.Words(
    "登录已到期，需要重新登录",
    "这次提交没有办理，没有改动任何数据。",
    ("先复制自己填写的内容，以免丢失", "登录后重新打开原来的页面，填好再提交"),
)
MOVED = errors.Words(
    "你已不在这个岗位",
    "这次提交以原岗位的身份发出，没有办理，没有改动任何数据。",
    ("返回上一页并刷新，以现在的岗位办理", "须由原岗位办理的，请本单位联络员转现任人员"),
)


class ActorMiddleware:
    """Sets `request.actor`, `request.shell`, `request.user`, and `request.toast` where posts have changed; refuses strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.actor = request.shell = request.toast = None
        request.user = AnonymousUser()
        request.moved = False
        if found := sit(request):
            request.actor, request.moved = found.actor, found.moved
            request.user = request.session.account()
            request.shell = SimpleLazyObject(lambda: shell_for(found))
            if found.moved:
                request.session[signin.POST] = str(found.actor.post or "")
                request.toast = Toast(moved_to(found))
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None lets the view run."""
        if is_public(view):
            return None
        if request.actor is None:
            return refuse(request)
        return refuse_moved(request) if request.moved and request.method not in SAFE else None


def sit(request: Any) -> Seat | None:
    """Who acts, by the session; None for a stranger and for a session that has ended, which is then cleared."""
    session: SessionStore = request.session
    account = session.account()
    person = person_of(account) if account else None
    if account is None or person is None or account.must_change:
        if account or session.session_key:
            session.flush()
        return None
    found = seat(person.id, chosen_post(session))
    row = session.row
    if row is not None and (why := session_end(row.began, row.seen, now(), limits(bool(found.actor.admin)))):
        signin.note(request, "expired", account)
        session.flush()
        request.ended = f"{why}.admin" if found.actor.admin else why
        return None
    session.touch()
    return found


def chosen_post(session: SessionStore) -> UUID | None:
    """The post that the session is in; a session holds nothing else about what its person may do."""
    kept = session.get(signin.POST)
    return UUID(kept) if kept else None


def refuse(request: Any) -> HttpResponseBase:
    """What a stranger gets: the sign-in page, and the way back after it; programs get 401."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "signed_out", "sentence": "须先登录", "todo": "登录后再办理"}, status=401)
    to = reverse("signin")
    query = {"ended": request.ended} if hasattr(request, "ended") else {}
    if request.method not in SAFE:
        return errors.page(request, 401, words=ENDED)  # what was typed stays in the page
    htmx = bool(request.headers.get("HX-Request"))
    if request.path != "/" and not htmx:
        query["next"] = request.get_full_path()
    address = f"{to}?{urlencode(query)}" if query else to
    return HttpResponse(status=401, headers={"HX-Redirect": address}) if htmx else HttpResponseRedirect(address)


def refuse_moved(request: Any) -> HttpResponseBase:
    """A deed sent from a post that has passed on is never carried out in another post instead."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "denied", "sentence": MOVED.title, "todo": MOVED.steps[0]}, status=403)
    return errors.page(request, 403, words=MOVED)


def moved_to(found: Seat) -> str:
    """What the person reads after a change of posts."""
    if found.actor.post is None:
        return "你已不在原岗位，目前没有岗位。如有疑问，请问本单位系统管理员"
    return f"你已不在原岗位，现以“{found.actor.names.unit} · {found.actor.names.post}”办理"


def role_of(found: Seat) -> Role:
    """The layout for what the post is for."""
    duties, admin = found.actor.duties, found.actor.admin
    if "leader" in duties:
        return "leader"
    if "coordination" in duties:
        return "coord"
    if "auditor" in duties or (found.actor.post is None and "audit" in admin):
        return "audit"
    return "admin" if admin else "officer"


def shell_for(found: Seat) -> Shell:
    """The frame of this person's pages; entries and counts come from what the rooms registered."""
    actor, role = found.actor, role_of(found)
    nav = tuple(
        NavItem(
            p.key, str(p.label), str(p.short), p.icon, reverse(p.url), registry.count(p.counter, actor) if p.counter else 0, p.hot
        )
        for p in registry.places(role)
    )
    return Shell(
        person=actor.names.person,
        unit=actor.names.unit,
        post=actor.names.post,
        role=role,
        nav=nav,
        posts=tuple(PostChoice(str(p.id), p.unit.name, p.title, current=p.id == actor.post) for p in found.held),
        unread=registry.count("notices", actor),
        can_create=bool(actor.duties & CREATORS),
        links=registry.links(),
    )
