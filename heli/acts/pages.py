"""Deeds as pages: a plain form that works without JS, and what comes of it. Views call `perform_form` and nothing else.

GET shows the form with a fresh key and the version that is seen; POST performs. Success redirects (303) and says so once;
everything else shows the same template again, with all that was typed and what to do: 422 fields, 422 and 403 refusal,
409 somebody was faster, 503 busy under the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from heli.acts import forms, toasts
from heli.acts.changes import Change, since
from heli.acts.forms import Choice, FormField
from heli.acts.pipeline import Done, allowed, carry_out, was_done
from heli.acts.registry import Act, find_act
from heli.acts.schema import parse
from heli.acts.shown import Shown
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Absent, Busy, ClockOff, Conflict, Denied, HeliError, InvalidInput, Reason, Reasons, RuleBroken
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref
from heli.kernel.request import Request
from heli.kernel.text import Text

MAX_KEY = 200
Options = Mapping[str, Sequence[Choice]]
Destination = str | Callable[[Done], str]


@dataclass(frozen=True)
class Refusal:
    """Why a deed was not done, for the panel `refusal`: rule, clause, whom to ask, what next."""

    title: str
    rule: str
    clause: str = ""
    whom: str = ""
    next: str = ""
    about: str = ""


@dataclass(frozen=True)
class DeedForm:
    """A form as the macro `deed` takes it."""

    act: str
    verb: str
    action: str
    fields: tuple[FormField, ...] = ()
    key: str = ""
    seen: int | None = None
    general: tuple[str, ...] = ()
    refusal: Refusal | None = None
    conflict: Change | None = None
    wait: int = 0
    why: str = ""
    hint: str = ""
    clause: str = ""
    errors: Mapping[str, Sequence[str]] | None = None


def perform_form(
    request: Request,
    act_name: str,
    *,
    on: Card,
    template: str,
    success: Destination = "",
    context: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    options: Options | None = None,
    toast: Destination = "",
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """Show or perform `act_name` about the card `on`; the template gets `form` (a `DeedForm`), `card` and `context`.

    `success` is where it leads to (default: the card's own page), `toast` what is said there; both may be functions of
    `Done`. `extra` is input that the page gives instead of the person and that is not asked; `initial` fills the fields
    of a fresh form; `options` gives choices by field path (`outcomes.kind`). `wrong` is what the page found wrong, by field,
    with what came beside the input: then nothing is done, and it is said together with what is wrong in the input.
    """
    actor = request.actor
    page = _Page(request, find_act(act_name), actor, on, template, dict(context or {}), dict(extra or {}), options)
    if request.method not in ("POST", "GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    if request.method != "POST":
        reasons = allowed(actor, page.act, on.ref)
        return page.show(dict(initial or {}), _fresh(), on.version, why=reasons)
    gone = request.POST.get("_remove", "")
    given = forms.read(page.act.schema, _without(request.POST, gone))
    key = request.POST.get("key", "")[:MAX_KEY] or _fresh()
    if gone:
        return page.show(given, key, _seen(request, on))
    if add := request.POST.get("_add"):
        return page.show(_with_row(given, add), key, _seen(request, on))
    if wrong:
        return page.answer(InvalidInput({**page.faults(given), **wrong}), given, key)
    try:
        return _succeed(request, page.carry_out(given, key), page.act, on, success, toast)
    except HeliError as error:
        return page.answer(error, given, key)


@dataclass
class _Page:
    """One form on one page: what stays the same between showing, refusing and showing again."""

    request: HttpRequest
    act: Act
    actor: Actor
    on: Card
    template: str
    context: dict[str, Any]
    extra: dict[str, Any]
    options: Options | None

    def carry_out(self, given: dict[str, Any], key: str) -> Done:
        return carry_out(self.actor, self.act.name, self.on, {**given, **self.extra}, key=key, seen=_seen(self.request, self.on))

    def faults(self, given: dict[str, Any]) -> Mapping[str, Sequence[str]]:
        """What is wrong with the input alone."""
        try:
            parse(self.act, {**given, **self.extra})
        except InvalidInput as error:
            return error.fields
        return {}

    def answer(self, error: HeliError, given: dict[str, Any], key: str) -> HttpResponse:
        """The same page for each of the errors that a person can do something about; others go on to the error pages."""
        seen = _seen(self.request, self.on)
        match error:
            case InvalidInput():
                return self.show(given, key, seen, errors=error.fields, status=error.status)
            case Denied() | RuleBroken():
                why = refusal(self.act, error.reasons, self.on)
                return self.show(given, key, seen, errors=self.strange(given), refusal=why, status=error.status)
            case Absent():
                if errors := self.strange(given):  # it is not the page that is gone, but something picked on it
                    return self.show(given, key, seen, errors=errors, status=InvalidInput.status)
            case Conflict():
                change = since(self.on, error.seen, self.actor)
                return self.show(given, _fresh(), error.now, conflict=change, status=error.status)
            case Busy():
                off = isinstance(error, ClockOff)  # then nobody is before us, and a few seconds help nothing
                said = {"errors": {"": [error.sentence]}} if off else {"wait": error.retry_after}
                answer = self.show(given, key, seen, status=error.status, **said)
                answer.headers["Retry-After"] = str(error.retry_after)
                return answer
        raise error

    def strange(self, given: Mapping[str, Any]) -> dict[str, list[str]]:
        """A sentence at each question whose answer its list does not offer: which of them is meant is not said by a rule."""
        asked = [f for f in flat(self.fields(given)) if f.choices and f.kind != "hidden"]
        return {f.name.replace("-", "."): [_("从列表中选择{title}").format(title=f.label)] for f in asked if not forms.offered(f)}

    def fields(self, values: Mapping[str, Any], errors: Mapping[str, Sequence[str]] | None = None) -> tuple[FormField, ...]:
        """The questions with what was answered and what is wrong."""
        choices = forms.options_for(self.actor, self.on, self.options)
        return forms.build(self.act.schema, values, errors or {}, choices, without=frozenset(self.extra))

    def show(
        self,
        values: Mapping[str, Any],
        key: str,
        seen: int,
        *,
        errors: Mapping[str, Sequence[str]] | None = None,
        why: Reasons = (),
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        errors = errors or {}
        fields = self.fields(values, errors)
        form = DeedForm(
            act=self.act.name,
            verb=str(self.act.label),
            action=self.request.get_full_path(),
            fields=fields,
            key=key,
            seen=seen,
            general=_general(errors, fields),
            why=why[0].sentence if why else "",
            hint=str(self.act.hint),
            clause=self.act.clause,
            errors=errors,
        )
        if why:
            form = replace(form, refusal=refusal(self.act, why, self.on))
        context = {**self.context, "form": replace(form, **more), "card": self.on}
        answer = render(self.request, self.template, context, status=status)
        if self.request.headers.get("HX-Request") and status != 200:
            # the whole page is the answer; htmx takes its main part
            answer.headers["HX-Retarget"] = answer.headers["HX-Reselect"] = "#main"
            answer.headers["HX-Reswap"] = "outerHTML show:window:top"
        return answer


def refusal(act: Act, reasons: Reasons, on: Card | None = None) -> Refusal:
    """The panel for reasons against `act`: all rules as one sentence, the first who can help, the first thing to do."""
    first = next((r for r in reasons if r.clause), reasons[0])
    return Refusal(
        title=str(act.label),
        rule=_join(r.sentence for r in reasons),
        clause=first.clause,
        whom=next((str(r.ask) for r in reasons if r.ask), ""),
        next=next((str(r.todo) for r in reasons if r.todo), ""),
        about=f"{on.number} {on.title}".strip() if on else "",
    )


def _join(sentences: Any) -> str:
    return "；".join(dict.fromkeys(str(s) for s in sentences))


def _general(errors: Mapping[str, Sequence[str]], fields: Sequence[FormField]) -> tuple[str, ...]:
    """Sentences that belong to no field on the page: the whole, unknown names, what the page gave itself."""
    shown = {f.error for f in flat(fields) if f.error and f.kind != "hidden"}
    said = {s for e in shown for s in e.split("；")}
    return tuple(s for sentences in errors.values() for s in map(str, sentences) if s not in said)


def flat(fields: Sequence[FormField]) -> list[FormField]:
    """All fields, those inside groups too, for the error summary."""
    return [g for f in fields for g in (f, *(h for item in f.items for h in flat(item)))]


def _succeed(request: HttpRequest, done: Done, act: Act, on: Card, success: Destination, toast: Destination) -> HttpResponse:
    where = (success(done) if callable(success) else success) or on.url or "/"
    if isinstance(done.result, Shown):
        return _show_once(request, done, act, on, where)
    said = (toast(done) if callable(toast) else toast) or _("{label}已办成").format(label=act.label)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204, headers={"HX-Redirect": where})
    else:
        answer = HttpResponseRedirect(where)
        answer.status_code = 303
    toasts.say(request, answer, _("{said}，回执 {receipt}").format(said=said, receipt=done.receipt.hash[:8]))
    return answer


def _show_once(request: HttpRequest, done: Done, act: Act, on: Card, back: str) -> HttpResponse:
    """The answer itself shows it, no redirect: what is shown once must not be kept for a next page."""
    context = {"shown": done.result, "verb": str(act.label), "card": on, "back": back, "receipt": done.receipt.hash[:8]}
    answer = render(request, "web/shown.html", context)
    if request.headers.get("HX-Request"):
        answer.headers["HX-Retarget"] = answer.headers["HX-Reselect"] = "#main"
        answer.headers["HX-Reswap"] = "outerHTML show:window:top"
    return answer


def repeated(request: Request, act_name: str, subject: Ref, where: str) -> HttpResponse | None:
    """The redirect to `where` when this form was sent twice and the first time took its subject away; else None."""
    key = request.POST.get("key", "")[:MAX_KEY]
    if request.method != "POST" or not was_done(request.actor, act_name, subject, key):
        return None
    answer = HttpResponseRedirect(where)
    answer.status_code = 303
    return answer


def _with_row(given: dict[str, Any], name: str) -> dict[str, Any]:
    """`given` with one more empty row in the repeated group `name`: how a row is added without JS."""
    rows = given.get(name)
    return {**given, name: [*rows, {}] if rows else [{}, {}]} if isinstance(rows, list) else given


def _without(posted: QueryDict, row: str) -> QueryDict:
    """What was posted, less one row of a repeated group (`outcomes-2`): how a row is taken out without JS."""
    if not row:
        return posted
    rest = posted.copy()
    for name in [n for n in rest if n.startswith(f"{row}-")]:
        del rest[name]
    return rest


def _seen(request: HttpRequest, on: Card) -> int:
    """The version that the page showed; a form without a readable one counts as one that saw the first version."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _fresh() -> str:
    return random_id().hex


def deed_form(
    actor: Actor,
    act_name: str,
    on: Card,
    *,
    action: str,
    initial: Mapping[str, Any] | None = None,
    options: Options | None = None,
    without: frozenset[str] = frozenset(),
    mark: str = "",
) -> DeedForm:
    """A fresh form of an act about `on`, for a page that shows several; `action` is a view that calls `perform_form` for it.

    The page has found out before whether the actor may. `mark` keeps the ids of equal forms apart. No query of its own.
    """
    act = find_act(act_name)
    fields = forms.build(act.schema, dict(initial or {}), {}, forms.options_for(actor, on, options), without=without)
    if mark:
        fields = tuple(replace(f, id=f"f-{mark}-{f.name}") for f in fields)
    return DeedForm(act.name, str(act.label), action, fields, _fresh(), on.version, hint=str(act.hint), clause=act.clause)


@dataclass(frozen=True)
class DeedButton:
    """A one-click deed: a plain post to `action`. `why` says why it cannot be pressed now; `given` is input that goes along."""

    verb: str
    action: str
    key: str
    seen: int
    why: str = ""
    danger: bool = False
    given: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, act_name: str, seen: int, action: str, *, why: str = "") -> DeedButton:
        """The button of a deed whose conditions the page has asked, about a thing of version `seen`. No query."""
        return cls(str(find_act(act_name).label), action, _fresh(), seen, why)


def deed_button(actor: Actor, act_name: str, on: Card, *, action: str, danger: bool = False) -> DeedButton:
    """The button of an act about `on`; `action` is the address of a view that calls `perform_form` for it."""
    act = find_act(act_name)
    reasons = allowed(actor, act, on.ref)
    return DeedButton(str(act.label), action, _fresh(), on.version, reasons[0].sentence if reasons else "", danger)


def reason_words(reasons: Sequence[Reason]) -> list[dict[str, Text]]:
    """Reasons as the API and the command line give them."""
    return [{"sentence": str(r.sentence), "clause": r.clause, "ask": str(r.ask), "todo": str(r.todo)} for r in reasons]
