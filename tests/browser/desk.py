"""A person at a desk: goes to pages by links, fills fields by hand, presses a button and reads the sentence that comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.walk.story import Refused

Button = str | re.Pattern[str]

CLAUSE = re.compile(r"(?<![\d.])[1-9](?:\.\d+)+(?:\.[a-e])?(?![\d.])")
TOLD = ", ".join(
    f"main {part}"
    for part in (
        "[data-panel]",
        ".errsum",
        ".gate",
        ".gatel",
        ".why",
        ".open__f",
        ".note",
        "#why-not",
        "[role=alert]:not([hidden])",
    )
)
FOREIGN = re.compile(r"[A-Za-z]{4,}")


@dataclass
class Desk:
    """The page of one person, and the matter that is walked."""

    page: Page
    who: str
    title: str

    # ── going somewhere ──────────────────────────────────────────────────────────────────────────

    def nav(self, label: str) -> None:
        """An entry of the navigation; on the phone a leader has a single one."""
        self.follow(self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile(f"^{label}")))

    def link(self, label: str) -> None:
        """A link by its words."""
        self.follow(self.page.locator("main").get_by_role("link", name=re.compile(f"^{label}")).first)

    def follow(self, link: Locator) -> None:
        """Click, and be where it leads."""
        with self.page.expect_navigation():
            link.click()

    def tab(self, label: str) -> None:
        """A page of the matter, by the list of matters and its tabs, of which some stand under 更多."""
        self.nav("协作事项")
        if self.page.locator("main").get_by_role("link", name=self.title).count() == 0:
            self.link("草稿")
        self.link(self.title)
        tabs = self.page.locator(".tabrow")
        found = tabs.get_by_role("link", name=re.compile(rf"^{label}( ?\d+)?$"))
        if not found.is_visible():
            tabs.locator("summary").click()
        if found.get_attribute("aria-current") != "page":
            self.follow(found)

    def inbox(self, tab: str, verb: str) -> bool:
        """What waits for this person in the matter: beside the list where there is room, else on its own page."""
        self.page.locator(".topbar .brand").click()
        self.page.wait_for_url("**/inbox/**")
        self.follow(self.page.get_by_role("navigation", name="按状态").get_by_role("link", name=re.compile(f"^{tab}")))
        row = self.page.locator("[data-item]", has_text=self.title).filter(has_text=verb)
        if row.count() == 0:
            return False
        opener = row.first.locator("[data-preview]")
        if (self.page.viewport_size or {})["width"] == PHONE[0]:
            self.follow(opener)
        else:
            self.page.wait_for_load_state("load")  # until then a click is a plain link
            opener.click()
            whole = (opener.get_attribute("data-preview") or "").removesuffix("preview/")
            self.page.locator(f'.detail__bar a[href="{whole}"]').last.wait_for()
        return True

    def go_on(self, label: str) -> None:
        """From the preview beside the inbox to the page where the deed is done; on the phone one is there already."""
        if "/inbox/" in self.page.url:
            self.follow(self.page.locator(".detail__bar").get_by_role("link", name=label, exact=True))

    # ── doing something ──────────────────────────────────────────────────────────────────────────

    def form(self, button: Button, within: str = "main") -> Locator:
        """The form with this button on it."""
        return self.page.locator(f"{within} form", has=self.page.get_by_role("button", name=button, exact=True))

    def fill(self, button: Button, given: Mapping[str, Any], within: str = "main") -> None:
        """Fill in the form as `given` says; rows are added where there are too few."""
        for name, rows in given.items():
            if _is_rows(rows):
                self._rows(button, name, len(rows), within)
        form = self.form(button, within)
        for name, value in self._flat(form, given):
            put(form, name, value)

    def _rows(self, button: Button, name: str, wanted: int, within: str) -> None:
        while (form := self.form(button, within)).locator(f'[name^="{name}-{wanted - 1}-"]').count() == 0:
            with self.page.expect_navigation():
                form.locator(f'button[name="_add"][value="{name}"]').click()

    def _flat(self, form: Locator, given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
        for name, value in given.items():
            if isinstance(value, Mapping):
                yield from self._flat(form, value, f"{prefix}{name}-")
            elif _is_rows(value):
                for n, row in enumerate(value):
                    yield from self._flat(form, row, f"{prefix}{name}-{_place(form, name, n, row)}-")
            else:
                yield prefix + name, value

    def press(self, button: Button, within: str = "main") -> str:
        """Press the button; the sentence that says what was done, or `Refused` with what the page says instead."""
        expect(self.page.locator(".later")).to_have_count(0)  # parts that follow the page
        form = self.form(button, within)
        if form.count() == 0:
            raise self.refused(f"没有“{button}”")
        pressed, here = form.get_by_role("button", name=button, exact=True), self.page.url
        if pressed.get_attribute("aria-disabled") == "true":
            pressed.click(force=True)
            assert self.page.url == here
            raise self.refused(f"“{button}”不能按")
        with self.page.expect_navigation():
            pressed.click()
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{self.page.url}: {over} px too wide for {self.who}"
        toast = self.page.locator(".toast")
        if toast.count() == 0:
            raise self.refused(f"{self.page.url} 没有回执")
        said = toast.inner_text()
        assert "回执" in said, said
        assert not FOREIGN.search(said.split("回执")[0]), said
        return said

    def refused(self, what: str) -> Refused:
        """What the page says about why not."""
        said = " ".join(self.page.locator(TOLD).all_inner_texts())
        return Refused(set(CLAUSE.findall(said)), f"{what}：{said}")


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _place(form: Locator, name: str, nth: int, row: Mapping[str, Any]) -> int:
    """Which row of the form this one is: pages that give a fixed list say so in a hidden field, the others count."""
    for key, value in row.items():
        mark = form.locator(f'input[type=hidden][name^="{name}-"][name$="-{key}"][value="{value}"]')
        if mark.count():
            return int(re.findall(r"\d+", mark.get_attribute("name") or "")[-1])
    return nth


def put(form: Locator, name: str, value: Any) -> None:
    """Give one answer. What is empty is left as it stands."""
    field = form.locator(f'[name="{name}"]')
    if field.count() == 0:
        assert value in ("", None, []), f"no field for {name}"
        return
    for closed in reversed(field.first.locator("xpath=ancestor::details[not(@open)]/summary").all()):
        closed.click()
    kind = field.first.evaluate("x => x.tagName === 'INPUT' ? x.type : x.tagName.toLowerCase()")
    if kind == "hidden":
        assert field.input_value() == str(value), f"{name} is not asked"
    elif kind == "select":
        field.select_option(str(value or ""))
    elif kind == "radio":
        _click(form.locator(f'[name="{name}"][value="{str(value).lower() if isinstance(value, bool) else value}"]'), True)
    elif kind == "checkbox":
        for one in field.all():
            _click(one, value if isinstance(value, bool) else one.get_attribute("value") in value)
    else:
        field.fill(value.isoformat() if isinstance(value, date) else str(value or ""))


def _click(choice: Locator, wanted: bool) -> None:
    """Click the label of a radio button or check box unless it is as wanted."""
    if choice.is_checked() != wanted:
        choice.locator("xpath=ancestor::label").click()
