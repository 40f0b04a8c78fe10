"""Every page that a persona can reach by links: no dead link, no axe violation in light and dark, within weight;
nothing runs out of the window or lies upon other text at 320 px and at 200 % zoom.

The walk follows links from the first page and keeps one of each address pattern, so that a city of any size is bounded.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, NARROW, PHONE
from tests.browser.looks import faults as looks

pytestmark = pytest.mark.browser
PERSONAS = {"周建国": DESKTOP, "郑国强": DESKTOP, "李敏": DESKTOP, "林志远": PHONE, "陈晓燕": DESKTOP, "王海涛": DESKTOP}
OF_A_KIND = 1
AT_MOST = 40
HTML_RAW, HTML_GZ = 60_000, 14_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ZOOMED = (720, 450)  # what 200 % leaves of 1440 x 900


def pattern(path: str) -> str:
    """The address without ids and numbers: pages of one kind look alike."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", path)
    return re.sub(r"(XZ|SP|T|WT)-\d{4}-\d+|(?<=/)\d[\d.a-z]*(?=/)", "N", path)


def reachable(page: Page) -> Iterator[str]:
    """Addresses that links lead to, from wherever `page` stands, each visited once; fails on a dead one."""
    waiting, seen, kinds = [urlsplit(page.url).path], set(), Counter[str]()
    while waiting and len(seen) < AT_MOST:
        path = waiting.pop(0)
        kind = pattern(path.split("?")[0])
        if path in seen or kinds[kind] >= OF_A_KIND or path.startswith(("/static/", "/files/", "/api/", "/styleguide")):
            continue
        seen.add(path)
        kinds[kind] += 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"dead link: {path} answers {answer.status}"
        yield path
        links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
        waiting += [_own(link) for link in links if _own(link)]


def _own(link: str) -> str:
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.hostname == "127.0.0.1" else ""


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds on the page, a line each."""
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("name", PERSONAS, ids=["zhou", "zheng", "li", "lin", "chen", "wang"])
def test_every_page_a_persona_can_reach(name, sign_in, axe):
    page = sign_in(name, PERSONAS[name])
    faults: list[str] = []
    visited = []
    for path in reachable(page):
        visited.append(path)
        faults += [f"{path} light: {v}" for v in violations(page, axe)]
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        faults += [f"{path} dark: {v}" for v in violations(page, axe)]
        page.emulate_media(color_scheme="light")
        faults += looks(page, *NARROW) + looks(page, *ZOOMED)
        page.set_viewport_size({"width": PERSONAS[name][0], "height": PERSONAS[name][1]})
        html = page.request.get(path).body()
        if len(html) > HTML_RAW or len(gzip.compress(html)) > HTML_GZ:
            faults.append(f"{path}: {len(html)} bytes, {len(gzip.compress(html))} compressed")
    assert not faults, "\n".join(faults)
    assert len(visited) >= 5
