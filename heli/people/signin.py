"""Signing in and out: credentials, counters, sessions, the login book. None of it is an act: it changes no state (design.md).

Known and unknown logins are answered with the same words, status and work (T38).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import login as start_session
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from heli.acts.deed import secret
from heli.kernel.dated import in_force
from heli.kernel.errors import Busy, HeliError, InvalidInput, Reason
from heli.kernel.text import clean
from heli.kernel.time import now, today
from heli.people import rules
from heli.people.models import Account, AdminRole, LoginBook, Person, Session, UnitName
from heli.people.sessions import AGENT, BEGAN, SOURCE, SessionStore, hashed

log = logging.getLogger("heli.signin")
POST = "post"
BACKEND = "heli.people.signin.Backend"
PER_MINUTE = 30
ACCOUNTS_PER_SOURCE = 200
TRIES = ("failure", "success", "first", "locked")


class Backend(BaseBackend):
    """Django asks a backend only for the account of a session; credentials are checked by `enter`."""

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(id=user_id).first()


@dataclass(frozen=True)
class Attempt:
    """Somebody at the door: the login as typed, where it came from, the account if there is one."""

    login: str
    mark: str
    source: str
    account: Account | None


class Locked(HeliError):
    """Sign-in rests until `until`; the right password is refused as well."""

    status = 429
    code = "locked"

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__([Reason("口令多次不符，暂停登录")])


def attempt(request: HttpRequest, login: str) -> Attempt:
    """Who tries, from where. `Busy` when the source is too fast, `Locked` when the account rests."""
    login = clean(login).casefold()[:60]
    here = Attempt(login, _mark(login), source_of(request), Account.objects.filter(login=login, is_active=True).first())
    _check_source(here.source)
    if until := rests_until(here):
        _book("locked", here)
        raise Locked(until)
    return here


def _check_source(source: str) -> None:
    recent = LoginBook.objects.filter(source=source, at__gt=now() - timedelta(minutes=1), outcome__in=TRIES)
    many = LoginBook.objects.filter(source=source, at__gt=now() - timedelta(minutes=10), outcome="failure")
    if recent.count() >= PER_MINUTE or many.values("mark").distinct().count() >= ACCOUNTS_PER_SOURCE:
        raise Busy("此处登录过于频繁，请稍候再试", retry_after=60)


def rests_until(here: Attempt) -> datetime | None:
    """The later end of the two locks: this account from this source, and this account from everywhere."""
    since = now() - 2 * rules.WINDOW
    book = LoginBook.objects.filter(mark=here.mark, at__gt=since).order_by("at")
    rows = list(book.filter(outcome__in=("failure", "success", "first")).values_list("at", "outcome", "source"))
    own: list[datetime] = []
    for at, outcome, source in rows:
        if source == here.source:
            own = [*own, at] if outcome == "failure" else []
    everywhere = [at for at, outcome, _ in rows if outcome == "failure"]
    ends = (rules.locked_until(own, rules.PER_SOURCE), rules.locked_until(everywhere, rules.PER_ACCOUNT))
    return max((end for end in ends if end and end > now()), default=None)


def check(here: Attempt, password: str, *, code: bool = False) -> Account:
    """The account, when `password` is its own; with `code` the one-time code is wanted instead, while it is valid.

    `InvalidInput` otherwise, always with the same words; `Locked` when this was the last failure that is borne.
    """
    account = here.account
    kept = account.password if account is not None and account.has_usable_password() else _dummy()
    right = check_password(password, kept) and account is not None
    if right and account is not None and _fits(account, code):
        return account
    fail(here)
    raise InvalidInput({"": ["账号或开通码不符，或开通码已过期" if code else "账号或口令不符，请核对后再试"]})


def fail(here: Attempt) -> None:
    """Count a failure; `Locked` when it was the last one that is borne."""
    _book("failure", here)
    if until := rests_until(here):
        _book("lock", here)
        raise Locked(until)


def _fits(account: Account, code: bool) -> bool:
    if code != account.must_change:
        return False
    return not code or (account.code_until is not None and account.code_until > now())


@cache
def _dummy() -> str:
    """What a login that does not exist is checked against, for the same work."""
    return make_password(get_random_string(40))


def choose_password(account: Account, password: str) -> None:
    """Keep a new password; `InvalidInput` at the field with all that is to change.

    It is another one than the code or password before: who issued the code would know it else (security.md §5).
    """
    faults = rules.password_faults(password, _names(account))
    try:
        CommonPasswordValidator().validate(password.casefold())
    except ValidationError:
        faults = (*faults, "这个口令太常见，容易被猜中，请换一个")
    if any(check_password(same, account.password) for same in {password, clean(password).casefold()}):
        faults = (*faults, "新口令不能与开通码或原口令相同，请换一个")
    if faults:
        raise InvalidInput({"password": faults})
    account.set_password(password)
    account.must_change, account.code_until = False, None
    account.save()


def _names(account: Account) -> list[str]:
    person = Person.objects.filter(account=account).first()
    found = ["heli", "合力", account.login, *account.login.split(".")]
    if person is not None:
        names = UnitName.objects.filter(in_force(today()), unit=person.root_id).values_list("name", "short", "unit__code")
        found += [person.name, *(word for row in names for word in row)]
    return [word for word in found if len(word) > 1]


def enter(request: HttpRequest, account: Account, outcome: str = "success") -> None:
    """Begin a session with a new key; the oldest beyond the number allowed end."""
    Session.objects.filter(expire_date__lte=now()).delete()
    request.session.flush()
    request.session.update({BEGAN: now().isoformat(), SOURCE: source_of(request), AGENT: agent_of(request)})
    start_session(request, account, backend=BACKEND)
    request.session.save()
    note(request, outcome, account)
    administers = AdminRole.objects.filter(in_force(today()), person__account=account).exists()
    allowed = rules.limits(administers).at_once
    for old in Session.objects.filter(account=account).exclude(session_key=own_key(request)).order_by("-began")[allowed - 1 :]:
        old.delete()
        note(request, "displaced", account)


def leave(request: Any) -> None:
    """End this session."""
    note(request, "sign_out", request.session.account())
    request.session.flush()


def end_others(request: Any) -> int:
    """End all sessions of this account but this one; returns how many."""
    account = request.session.account()
    others = Session.objects.filter(account=account).exclude(session_key=own_key(request))
    ended, _ = others.delete()
    note(request, "ended", account)
    return ended


def own_key(request: HttpRequest) -> str:
    """What the table keeps of this session's key."""
    return hashed(request.session.session_key)


def take_post(request: HttpRequest, post: str) -> None:
    """Act in another post from now on, under a new key (security.md §5). Whether it is held is read with each request."""
    session: SessionStore = request.session  # type: ignore[assignment]
    session[POST] = post
    session.cycle_key()
    note(request, "switch", session.account())


def note(request: HttpRequest, outcome: str, account: Account | None) -> None:
    """A line of the login book."""
    mark = _mark(account.login) if account else ""
    _write(outcome, account, mark, source_of(request))


def _book(outcome: str, here: Attempt) -> None:
    _write(outcome, here.account, here.mark, here.source)


def _write(outcome: str, account: Account | None, mark: str, source: str) -> None:
    """Into the book, and into the log for the log host: ids and words of ours, never what was typed."""
    LoginBook.objects.create(at=now(), account=account, mark=mark, outcome=outcome, source=source)
    log.info("sign-in", extra={"outcome": outcome, "account": account.id if account else None, "source": source})


def _mark(login: str) -> str:
    return hmac.new(secret(), b"login\x1f" + login.encode(), hashlib.sha256).hexdigest()[:32]


def source_of(request: HttpRequest) -> str:
    """The client's address; behind our own proxies the one that the outermost of them saw. Forged headers change nothing."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    hops: int = settings.HELI_PROXIES
    return clean(forwarded[-hops] if 0 < hops <= len(forwarded) else address)[:64]


_SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "UOS", "Kylin", "Linux")
_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "MicroMessenger/": "微信", "Chrome/": "Chrome", "Safari/": "Safari"}


def agent_of(request: HttpRequest) -> str:
    """Browser and system in words that we chose ourselves: nothing of the header is kept (T46)."""
    header = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS.items() if mark in header), "其他浏览器")
    return f"{browser} · {next((s for s in _SYSTEMS if s in header), '其他系统')}"
