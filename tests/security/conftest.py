"""What the security tests share: the demo's accounts, and browsers signed in as its people."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.people.models import Account
from heli.people.personas import open_demo_accounts
from tests import tape
from tests.security.walk import of_every_kind
from tests.walk.story import day, describing, unit

CANARY = "金丝雀四〇九二"
SignIn = Callable[[str], Client]


@pytest.fixture
def accounts(db: None) -> None:
    """An account for everybody in the demo city."""
    open_demo_accounts()


@pytest.fixture
def signed_in(accounts: None) -> SignIn:
    """`signed_in("zhou.jianguo")` is a browser signed in as that person."""

    def open_browser(login: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Account.objects.get(login=login))
        return client

    return open_browser


SAMPLES = {"int": 404, "str": "nothing", "slug": "nothing", "uuid": "00000000-0000-4000-8000-000000000000", "path": "nothing"}


def routes() -> list[tuple[str, URLPattern]]:
    """Every address of the installation with made-up arguments, and its pattern."""
    return sorted(_walk(get_resolver().url_patterns, "/"), key=lambda found: found[0])


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for each in patterns:
        address = prefix + _fill(each)
        if isinstance(each, URLResolver):
            found += _walk(each.url_patterns, address)
        else:
            found.append((address, each))
    return found


def _fill(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, str(SAMPLES[kind]))
    assert "<" not in text, f"{text}: say in SAMPLES what a sample of it is"
    return text


def address(name: str, **arguments: object) -> str:
    """The address of a view by name."""
    return reverse(name, kwargs=arguments or None)


@pytest.fixture
def zhou(cast):
    return cast("周建国")


@pytest.fixture
def wang(cast):
    return cast("王海涛")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})


@pytest.fixture
def things(startup, cast, settings, tmp_path):
    """Kind → id of a thing that 周建国 sees, for every kind that an act is about."""
    settings.DATA = SimpleNamespace(path=tmp_path)
    return tape.once("a thing of every kind", lambda: of_every_kind(startup("begun"), cast("周建国")))


@pytest.fixture
def hidden(startup, cast, settings, tmp_path):
    """A collaboration in execution with the canary in its title, a file, a hand-in and a problem."""
    settings.DATA = SimpleNamespace(path=tmp_path)
    s = startup("drafted")
    s.do("周建国", "need.describe", None, {**describing(f"{CANARY}上线"), "problem": f"{CANARY}问题"})
    s.reach("approved")
    s.sign("税务")
    s.do("马骏", "task.start", s.task("税务"))
    file = attach(cast("马骏"), s.task("税务").ref, received(b"%PDF-1 canary", f"{CANARY}.pdf")).result
    s.do("马骏", "task.hand_in", s.task("税务"), {"words": f"{CANARY}已办结", "files": [str(file.id)]})
    problem = {"title": f"{CANARY}不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    return s, file, s.do("陈晓燕", "problem.raise", None, problem)
