"""T27: nothing that somebody types becomes markup. The lint reads our templates, the corpus goes through real acts and pages."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser

import pytest
from django.test import Client

from heli.acts.pipeline import perform
from heli.kernel.ref import Ref
from heli.people.queries import unit_tree
from tests.security import lint

CORES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>", "<body onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "<math><mi xlink:href=x>",
    "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>", "<base href=//evil>", "<style>*{}</style>",
    "<link rel=stylesheet href=//e>", "<form action=//e>", "<object data=x>", "<embed src=x>", "<meta http-equiv=refresh>",
    "{{ 7*7 }}", "{% raw %}", "{# x #}", "${7*7}", "<!--", "--><x>", "<![CDATA[", "&lt;script&gt;", "\u003cscript>", "＜script＞",
]  # fmt: skip
BREAKERS = ["", '"', "'", '">', "'>", "`", "</title>", "</td>", "</textarea>", '" onmouseover="alert(1)']
CORPUS = [breaker + core for breaker, core in itertools.product(BREAKERS, CORES)]


ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "data")


class Markup(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or name == "style":
                self.bad.append(f"{tag} {name}={value}")
            if name in ADDRESSES and (value or "").strip().casefold().startswith(("javascript:", "data:", "//")):
                self.bad.append(f"{tag} {name}={value}")


def skeleton(page: str) -> list[str]:
    """The tags of a page; `AssertionError` for anything that could run."""
    reader = Markup()
    reader.feed(page)
    assert not reader.bad
    return reader.tags


def test_no_template_lets_a_value_become_markup():
    assert [f for p in lint.templates() for f in lint.unsafe_template(p.read_text(), str(p.relative_to(lint.ROOT)))] == []
    assert [f for p in lint.sources() for f in lint.unsafe_markup(p.read_text(), str(p.relative_to(lint.ROOT)))] == []


@pytest.mark.parametrize("planted", [
    "{{ name | safe }}", "{% autoescape false %}", '<a onclick="x()">', '<p style="x">', "<script>x</script>", "<a href={{ x }}>",
    '<a href="javascript:x">', '<a hx-on:click="x">', '<img src="https://cdn.example/x.png">',
])  # fmt: skip
def test_the_lint_finds_planted_templates(planted):
    assert list(lint.unsafe_template(planted, "x.html"))


@pytest.mark.parametrize("planted", ["mark_safe(x)", "utils.mark_safe(x)", "Markup(x)"])
def test_the_lint_finds_planted_markup(planted):
    assert list(lint.unsafe_markup(planted, "heli/people/views.py"))


@pytest.mark.django_db
def test_the_login_as_typed_comes_back_as_text(accounts):
    client = Client()
    plain = skeleton(client.post("/signin/first/", {"login": "x", "password": "short", "next": "x"}).content.decode())
    for payload in CORPUS:
        answer = client.post("/signin/first/", {"login": payload, "password": "short", "next": payload})
        assert skeleton(answer.content.decode()) == plain, payload


@pytest.mark.django_db
def test_names_of_posts_and_persons_come_back_as_text(signed_in, cast):
    administrator = cast("安维新")
    client = signed_in("bjzf.system")
    unit = Ref("unit", unit_tree(administrator.organisation)[-1].unit.id)
    for number, payload in enumerate(CORPUS):
        title = f"{payload[:56]}{number}"
        perform(administrator, "post.add", unit, {"title": title})
    page = client.get("/people/").content.decode()
    tags = skeleton(page)
    assert tags.count("script") == page.count("<script src=") + page.count('<script type="module" src=')
    assert not {"iframe", "object", "embed", "base", "math", "style"} & set(tags)
    assert tags.count("img") == 0
