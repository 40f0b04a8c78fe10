"""What a browser makes of a page, as far as forms go: their questions with what is filled in, sentences at fields, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

VOID = frozenset({"input", "br", "hr", "img", "link", "meta", "wbr", "path", "source", "col", "rect", "circle"})
PICKED = ("radio", "checkbox")
OURS = ("csrfmiddlewaretoken", "key", "seen", "next")
Typed = dict[str, list[str]]


@dataclass
class Control:
    """One input, select or textarea."""

    name: str
    kind: str
    id: str = ""
    value: str = ""
    on: bool = False
    disabled: bool = False
    invalid: bool = False
    described: tuple[str, ...] = ()
    options: list[tuple[str, bool, bool]] = field(default_factory=list)
    max: int = 0


@dataclass
class Form:
    """A form that posts, on the page `path`."""

    path: str
    action: str
    controls: list[Control] = field(default_factory=list)
    fieldset: dict[str, str] = field(default_factory=dict)

    def typed(self) -> Typed:
        """What the browser would send as the form stands, its buttons left out."""
        found: Typed = {}
        for c in self.controls:
            if (c.kind in PICKED and not c.on) or c.disabled or c.kind == "file":
                continue
            if c.kind != "select":
                found.setdefault(c.name, []).append(c.value)
            elif sent := [v for v, on, _ in c.options if on] or [v for v, _, off in c.options if not off][:1]:
                found.setdefault(c.name, []).extend(sent)
        return found

    def named(self, name: str) -> list[Control]:
        """The controls of one question."""
        return [c for c in self.controls if c.name == name]

    def choices(self, name: str) -> list[str]:
        """What can be picked."""
        found = []
        for c in self.named(name):
            found += [v for v, _, off in c.options if v and not off] if c.kind == "select" else []
            found += [c.value] if c.kind in PICKED and not c.disabled else []
        return found

    def gone(self, name: str, typed: list[str]) -> bool:
        """Whether what was picked from a list is offered no more, and nothing else took its place."""
        here = self.named(name)
        offered = {v for c in here for v, _, _ in c.options}
        return bool(here) and here[0].kind == "select" and not offered & set(typed) and self.typed().get(name) == [""]

    def names(self) -> list[str]:
        """Names of the questions, those of the frame left out."""
        return list(dict.fromkeys(c.name for c in self.controls if c.name not in OURS))

    def kind(self, name: str) -> str:
        """The kind of control that a question has."""
        return self.named(name)[0].kind


class Page(HTMLParser):
    """A page that was read: `forms`, `links`, the text of everything that has an id, what the summary of errors links to."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.summary: dict[str, str] = {}
        self.general: list[str] = []
        self.panels: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._area: Control | None = None
        self._link = ""
        self.feed(text)
        self.close()

    def text(self, id: str) -> str:
        """The words inside the element with this id."""
        return " ".join("".join(self.texts.get(id, [])).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        mark = a.get("id", "")
        if "data-errsum" in a:
            mark = "errsum"
        elif "data-panel" in a:
            mark = f"panel{len(self.panels)}"
            self.panels.append(mark)
        if mark:
            self.texts.setdefault(mark, [])
        if tag not in VOID:
            self._open.append((tag, mark))
        if tag == "a" and a.get("href"):
            self._link = a["href"]
            self.links.append(self._link)
        elif tag == "form" and a.get("method", "").lower() == "post":
            self._form = Form(self.path, a.get("action") or self.path)
            self.forms.append(self._form)
        elif self._form is not None:
            self._question(tag, a)

    def _question(self, tag: str, a: dict[str, str]) -> None:
        assert self._form is not None
        if tag in ("input", "select", "textarea") and a.get("name"):
            kind = a.get("type", "text") if tag == "input" else tag
            kind = "number" if a.get("inputmode") in ("decimal", "numeric") else kind
            self._area = Control(
                a["name"], kind, a.get("id", ""), a.get("value", "on" if kind in PICKED else ""), "checked" in a, "disabled" in a,
                "aria-invalid" in a, tuple(a.get("aria-describedby", "").split()), max=int(a.get("maxlength", 0)),
            )  # fmt: skip
            if kind not in ("submit", "button"):
                self._form.controls.append(self._area)
        elif tag == "option" and self._area is not None:
            self._area.options.append((a.get("value", ""), "selected" in a, "disabled" in a))
        elif tag == "fieldset" and a.get("id"):
            self._form.fieldset[a["id"]] = a.get("aria-describedby", "")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break
        if tag == "form":
            self._form = None
        elif tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        inside = [m for _, m in self._open if m]
        for mark in inside:
            self.texts[mark].append(data)
        if self._open and self._open[-1][0] == "textarea" and self._area is not None:
            self._area.value += data
        if "errsum" in inside and data.strip() and self._open[-1][0] in ("a", "li"):
            if self._link.startswith("#"):
                self.summary[self._link[1:]] = data.strip()
            else:
                self.general.append(data.strip())

    def form_to(self, action: str) -> Form | None:
        """The form that posts to `action`."""
        return next((f for f in self.forms if f.action.split("#")[0] == action.split("#")[0]), None)

    def sentences_at(self, form: Form, name: str) -> Iterator[str]:
        """What stands at a question and is tied to it, so that it is also heard."""
        for c in form.named(name):
            for id in (*c.described, *form.fieldset.get(f"f-{name}", "").split()):
                if id.endswith("-e"):
                    yield self.text(id)


def body(typed: Typed) -> bytes:
    """As browsers encode it, and what no browser would send as well: half of a surrogate pair stays half."""
    pairs = [(name.encode(errors="surrogatepass"), v.encode(errors="surrogatepass")) for name, vs in typed.items() for v in vs]
    return urlencode(pairs).encode()
