"""Walking as far as links lead: every form of every page, for each of the people of a world."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.forms.page import Form, Page

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NUMBER = re.compile(r"(?<=/)(XZ|SP|T|WT)-\d{4}-\d+|(?<=/)[a-z]+:(?=ID)")
SKIPPED = re.compile(r"^/(static|files/[0-9a-f]|api|styleguide|log|norm|signout|healthz)")
FRAME = {"/signout/", "/display/", "/post/", "/signin/as/"}
"""Forms of the frame that stands around every page; they have tests of their own."""
PER_KIND = {"/matters/ID/": 8, "/c/N/tasks/ID/": 4}
"""How many pages of a kind differ enough to be visited; of all others one is like the next."""


@dataclass(frozen=True)
class Found:
    """A form, who found it, and what its address is called without ids."""

    who: str
    form: Form
    pattern: str


def pattern(address: str) -> str:
    """The address without ids and numbers."""
    path = urlsplit(address).path
    return NUMBER.sub("N", ID.sub("ID", path)) if not path.startswith("/do/") else re.sub(r":.*", ":ID/", path)


def crawl(client: Client, who: str, start: list[str], within: str) -> Iterator[Found]:
    """The forms that `who` finds from `start`, each address pattern once; only pages whose address fits `within`."""
    waiting, seen, kinds = list(start), set[str](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = pattern(address)
        if address in seen or kinds[_sort(kind, address)] >= PER_KIND.get(kind, 1) or SKIPPED.match(address):
            continue
        seen.add(address)
        kinds[_sort(kind, address)] += 1
        answer = client.get(address)
        if answer.status_code in (301, 302, 303):
            waiting.insert(0, _path(urljoin(address, answer["Location"])))
            continue
        assert answer.status_code == 200, f"{who}: {address} answers {answer.status_code}"
        page = Page(address, answer.content.decode())
        for form in page.forms:
            form.action = _path(urljoin(address, form.action))
            if urlsplit(form.action).path not in FRAME:
                yield Found(who, form, pattern(form.action))
        own = [_path(urljoin(address, link)) for link in page.links if not link.startswith(("#", "http", "mailto"))]
        waiting += [link for link in own if re.match(within, link)]


def _sort(kind: str, address: str) -> str:
    query = urlsplit(address).query
    return f"{kind}?{query}" if re.match("(tab|finding)=", query) else kind


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
