"""Everything bad that can be done to one form, and what must hold each time. Each case is undone before the next."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction
from django.test import Client

from heli.acts import pipeline
from heli.acts.forms import Question, questions
from heli.acts.registry import Act
from heli.acts.rows import Row
from heli.acts.schema import MAX_TEXT
from heli.ledger.models import Entry
from tests.forms.crawl import Found
from tests.forms.page import OURS, Form, Page, Typed, body

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{4,}")
TYPED = {"text", "textarea", "lines", "number", "date"}
PICKED = {"select", "radio", "chips", "checks"}
FORM = "application/x-www-form-urlencoded"
STRANGE = {"number": "三个", "date": "明天"}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen."""
    place = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(place)


def standing() -> str:
    """A digest of every state row."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if issubclass(model, Row):
            digest.update(repr(sorted(map(repr, model._default_manager.values_list()))).encode())
    return digest.hexdigest()


@contextmanager
def tried(names: list[str]) -> Iterator[None]:
    """Collects the acts that are tried inside; only those of the person, not what follows from them."""
    find = pipeline.find_act

    def noted(name: str) -> Act:
        names.append(name)
        return find(name)

    pipeline.find_act = noted  # type: ignore[assignment]
    try:
        yield
    finally:
        pipeline.find_act = find  # type: ignore[assignment]


@dataclass
class Case:
    """One form in the hands of the person who found it. `faults` says in words what did not hold."""

    found: Found
    client: Client
    act: Act
    good: Typed
    foreign: Callable[[Sequence[str]], str]
    stranger: Client
    elsewhere: str = ""
    faults: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def form(self) -> Form:
        """The form as it was found."""
        return self.found.form

    def all(self) -> None:
        """Every case. What is refused leaves every row as it was."""
        before, done = standing(), self._done()
        for case in (
            self.missing, self.wrong_type, self.unknown_choice, self.too_long, self.control_characters, self.stale,
            self.foreign_address, self.foreign_choice, self.without_token,
        ):  # fmt: skip
            case()
        if (standing(), self._done()) != (before, done):
            self._fault("全部", "something changed")
        self.replayed()

    # ── the cases ───────────────────────────────────────────────────────────────────────────────

    def missing(self) -> None:
        """Nothing is answered: each required question says so."""
        asked = [n for n, q in self._questions() if q.required and self._kind(n) != "hidden" and q.kind != "checkbox"]
        if asked:
            self._refused(
                "缺必填", {n: [""] for n in asked if self._kind(n) not in ("radio", "checkbox")}, at=asked, without=asked
            )

    def wrong_type(self) -> None:
        """A word where a number or a day is asked."""
        wrong = {n: [STRANGE[q.kind]] for n, q in self._questions() if q.kind in STRANGE and self._kind(n) != "hidden"}
        if wrong:
            self._refused("类型不对", wrong, at=list(wrong))

    def unknown_choice(self) -> None:
        """What no list offers."""
        for n, q in self._questions():
            if "-1-" not in n and q.kind in PICKED and self._kind(n) != "hidden":
                self._refused(f"没有的选项 {n}", {n: ["没有这一项"]}, at=[n], lost=[n])

    def too_long(self) -> None:
        """One character more than a text may have."""
        texts = [
            (n, q) for n, q in self._questions() if q.kind in ("text", "textarea") and not q.many and self._kind(n) != "hidden"
        ]
        if texts:
            long = {n: ["长" * (int(q.limits.get("max_length") or MAX_TEXT) + 1)] for n, q in texts}
            self._refused("过长", long, at=list(long))

    def control_characters(self) -> None:
        """NUL and half a surrogate pair, in questions and in the frame: cleaned or refused, never a fault."""
        for char in ("\x00", "\ud800"):
            for typed in (
                {n: [char] for n in self.good},
                {n: [*vs[:-1], f"{vs[-1]}{char}"] for n, vs in self.good.items() if vs},
            ):
                with undone():
                    answer = self._post(typed)
                    if answer.status_code >= 500:
                        self._fault(f"字符 {char!r}", f"answers {answer.status_code}")

    def stale(self) -> None:
        """Somebody was faster."""
        if "seen" in self.good and issubclass(self.act.on, Row):
            self._refused("旧版本", {"seen": ["0"]}, status=(409,))

    def foreign_address(self) -> None:
        """A thing of this collaboration under the number of another; and somebody who has no part in it."""
        if self.elsewhere and self.elsewhere != self.form.action and re.search("^/c/[^/]+/.*[0-9a-f]{8}-", self.form.action):
            self._absent("别的协作事项的编号", self.client, self.elsewhere, (404, 403, 422))
        if "/c/new/" not in self.form.action:
            self._absent("局外人", self.stranger, self.form.action)

    def foreign_choice(self) -> None:
        """The id of another collaboration's thing in each list of ids."""
        for n, q in self._questions():
            own = [v for v in self.form.choices(n) if re.fullmatch("[0-9a-f]{8}-[0-9a-f-]{27}", v)]
            if own and q.kind in PICKED and "-1-" not in n:
                self._refused(f"别处的 {n}", {n: [self.foreign(own)]}, at=[n], lost=[n])

    def without_token(self) -> None:
        """Not from our page."""
        self.client.handler.enforce_csrf_checks = True
        with undone():
            answer = self._post({n: v for n, v in self.good.items() if n != "csrfmiddlewaretoken"})
        self.client.handler.enforce_csrf_checks = False
        if answer.status_code != 403:
            self._fault("没有令牌", f"answers {answer.status_code}")

    def replayed(self) -> None:
        """The deed, its true repeat, another body under its key, and the deed again where it is done."""
        with undone():
            before, first = self._done(), self._post(self.good)
            done = self._done()
            if first.status_code not in (200, 303) or done == before:  # 200: what is shown once stands in the answer
                return self._fault("填好提交", f"answers {first.status_code} {self._panels(first)}")
            again = self._post(self.good)
            if again.status_code != 303 or again["Location"] != first.get("Location", again["Location"]):
                self._fault("重复提交", f"answers {again.status_code} {self._panels(again)}")
            if self._done() != done:
                self._fault("重复提交", "is done twice")
            if other := self._other_body():
                self._refused("同一键不同内容", other)
            self._second(done)
        return None

    def _second(self, done: int) -> None:
        entry = Entry.objects.filter(act=self.act.name, decision="done").order_by("-at").first()
        row = self.act.on._default_manager.filter(pk=entry.subject).first() if entry is not None else None
        again = {**self.good, "key": ["a" * 32], "seen": [str(getattr(row, "version", 0))]}
        with undone():
            answer = self._post(again)
            if answer.status_code == 303:
                return  # a deed that may be done any number of times
            if answer.status_code in (403, 409, 422):
                self._kept("再办一次", answer, again)
                self._says("再办一次", answer)
            elif answer.status_code != 404:
                self._fault("再办一次", f"answers {answer.status_code}")
            if self._done() != done:
                self._fault("再办一次", "is done")

    # ── what must hold ──────────────────────────────────────────────────────────────────────────

    def _refused(
        self,
        case: str,
        typed: Mapping[str, list[str]],
        *,
        at: Sequence[str] = (),
        without: Sequence[str] = (),
        lost: Sequence[str] = (),
        status: tuple[int, ...] = (422, 403),
    ) -> None:
        sent = {n: v for n, v in self.good.items() if n not in without} | dict(typed)
        with undone():
            entries = self._done()
            answer = self._post(sent)
            if answer.status_code not in status:
                return self._fault(case, f"answers {answer.status_code} {self._panels(answer)}")
            if self._done() != entries:
                self._fault(case, "something was done")
            self._kept(case, answer, sent, lost)
            self._says(case, answer, at)
        return None

    def _absent(self, case: str, client: Client, address: str, status: tuple[int, ...] = (404, 403)) -> None:
        """Nothing is done; 422 only for who may see what the address names, where what the form is about is not."""
        with undone():
            entries = self._done()
            answer = client.post(address, body(self.good), content_type=FORM)
            if self._done() != entries:
                self._fault(case, "something was done")
        if answer.status_code not in status:
            self._fault(case, f"answers {answer.status_code}")

    def _kept(self, case: str, answer: Any, sent: Typed, lost: Sequence[str] = ()) -> None:
        """What was typed stands in the same form of the answer."""
        page = Page(self.form.action, answer.content.decode())
        form = page.form_to(self.form.action)
        typed = {n: vs for n, vs in sent.items() if n not in (*OURS, *lost) and self._kind(n) != "hidden"}
        asked = {n: [_plain(v) for v in vs if v] for n, vs in typed.items()}
        asked = {n: vs for n, vs in asked.items() if vs}
        if form is None:
            if asked:
                self._fault(case, f"the form is gone, and with it {list(asked)}")
            return
        back = form.typed()
        for n, vs in asked.items():
            if form.gone(n, vs):
                continue  # a choice that nobody can make any more comes back open
            if sorted(map(_plain, back.get(n, []))) != sorted(vs):
                self._fault(case, f"{n}: typed {str(vs)[:60]}, came back as {str(back.get(n))[:60]}")

    def _says(self, case: str, answer: Any, at: Sequence[str] = ()) -> None:
        """A sentence in Chinese at each question in `at`, tied to it and linked from the summary; else a panel or a summary."""
        page = Page(self.form.action, answer.content.decode())
        form = page.form_to(self.form.action)
        said = [page.text(p) for p in page.panels] + list(page.summary.values()) + page.general
        if not said:
            self._fault(case, "says nothing")
        for sentence in said:
            if not CHINESE.search(sentence) or ENGLISH.search(sentence.replace("Excel", "")):
                self._fault(case, f"speaks of {sentence[:80]!r}")
        for link in page.summary:
            if link not in page.texts:
                self._fault(case, f"the summary leads to #{link}, which is not there")
        for n in at if form else ():
            here = [s for s in page.sentences_at(form, n) if s]
            if not here:
                self._fault(case, f"nothing stands at {n}: {said}")
            elif not any(h.replace("错误：", "").strip() == s for h in here for s in page.summary.values()):
                self._fault(case, f"the summary does not lead to {n}")

    def _panels(self, answer: Any) -> str:
        if "html" not in answer.get("Content-Type", ""):
            return ""
        page = Page(self.form.action, answer.content.decode())
        return str([page.text(p)[:200] for p in page.panels] + list(page.summary.values()) + page.general)

    # ── small things ────────────────────────────────────────────────────────────────────────────

    def _post(self, typed: Mapping[str, list[str]]) -> Any:
        self.count += 1
        return self.client.post(self.form.action, body(dict(typed)), content_type=FORM)

    def _done(self) -> int:
        return Entry.objects.filter(decision="done").count()

    def _fault(self, case: str, words: str) -> None:
        self.faults.append(f"{self.act.name} {self.found.pattern} {self.found.who} · {case}: {words}")

    def _kind(self, name: str) -> str:
        return self.form.kind(name)

    def _questions(self) -> list[tuple[str, Question]]:
        """The questions that the form asks, of its groups the first rows."""
        return [(n, q) for n, q in _flat(self.act, self.form) if self.form.named(n)]

    def _other_body(self) -> Typed:
        for n, q in self._questions():
            if q.kind in ("text", "textarea") and self._kind(n) in ("text", "textarea") and self.good.get(n, [""])[0]:
                return {n: [self.good[n][0][:-1] + "改"]}
        return {}


def _flat(act: Act, form: Form) -> Iterator[tuple[str, Question]]:
    yield from _flatten(questions(act.schema), form, "")


def _flatten(asked: list[Question], form: Form, prefix: str) -> Iterator[tuple[str, Question]]:
    for q in asked:
        if q.kind != "group":
            yield f"{prefix}{q.name}", q
            continue
        rows = [f"{prefix}{q.name}-{i}-" for i in range(2)] if q.many else [f"{prefix}{q.name}-"]
        for row in rows:
            if any(n.startswith(row) for n in form.names()):
                yield from _flatten(questions(q.inner), form, row)


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))
