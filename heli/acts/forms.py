"""Forms from the schema of an act: what to ask, how, and how the answers become the nested data that the schema wants.

A field says how it is shown by `json_schema_extra`: `widget` (textarea, radio, chips, hidden, files …), `labels` (value → words
of a Literal), `options` (the name of a registered source of choices), `kind` (what an id points to), `rows`, `unit`, `columns`,
`accept`.
Repeated groups are named `outcomes-0-title`. Names and kinds are those of the macros in web/parts/forms.html.
"""

from __future__ import annotations

import re
import types
import typing
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import QueryDict
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.text import Text

UPLOAD = "file"
"""The control by which a form takes new files in."""
OURS = frozenset({"csrfmiddlewaretoken", "key", "seen", "next", "_add", "_remove"})
"""Names that every deed carries beside the input."""
MAX_GROUPS = 200
LIMITS = ("min_length", "max_length", "ge", "le", "pattern")


@dataclass(frozen=True)
class Choice:
    """One answer that can be picked."""

    value: str
    label: str
    hint: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class FormField:
    """One question of a form, with what was typed and what is wrong with it.

    `kind` is text, textarea, number, date, select, radio, chips, checks, checkbox, lines, hidden, files or group; a group
    holds one tuple of fields for each of its `items`, and `repeats` when items can be added; files are chosen among those
    that are there and from the own machine, where `accept` names their kinds.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = ""
    hint: str = ""
    error: str = ""
    required: bool = False
    disabled: bool = False
    choices: Sequence[Choice] = ()
    rows: int = 3
    max_length: int = 0
    columns: int = 0
    unit: str = ""
    placeholder: str = ""
    autocomplete: str = "off"
    accept: str = ""
    min: str = ""
    max: str = ""
    items: tuple[tuple[FormField, ...], ...] = ()
    repeats: bool = False
    id: str = ""


Source = Callable[[Actor, Card], Sequence[Choice]]
_sources: dict[str, Source] = {}


def register_options(name: str, source: Source) -> None:
    """Make a source of choices known; it is asked with the actor and the card that the act is about. From apps.py."""
    _sources[name] = source


@dataclass(frozen=True)
class Question:
    """What a schema says about one field, before any value: the reading of annotation and metadata in one place."""

    name: str
    label: str
    kind: str
    hint: str
    required: bool
    nullable: bool
    many: bool
    inner: Any
    extra: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


def questions(schema: type[BaseModel]) -> list[Question]:
    """The questions of `schema` in the order of its fields."""
    return [_question(name, info) for name, info in schema.model_fields.items()]


def _question(name: str, info: FieldInfo) -> Question:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    inner, nullable, many = _unwrap(info.annotation)
    limits = {k: getattr(m, k) for m in info.metadata for k in LIMITS if getattr(m, k, None) is not None}
    required = info.is_required() or (not many and inner is str and limits.get("min_length", 0) > 0)
    said = "labels" in extra and inner is bool
    kind = str(extra.get("widget") or ("radio" if said else _kind(inner, many, "options" in extra, _length(limits))))
    return Question(
        name, str(info.title or name), kind, str(info.description or ""), required, nullable, many, inner, extra, limits
    )


def _length(limits: Mapping[str, Any]) -> int:
    return int(limits.get("max_length") or 0)


def _unwrap(annotation: Any) -> tuple[Any, bool, bool]:
    """The type of one answer, whether nothing is an answer, and whether there may be many."""
    nullable = many = False
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        left = [a for a in typing.get_args(annotation) if a is not type(None)]
        nullable = len(left) < len(typing.get_args(annotation))
        annotation = left[0]
    if typing.get_origin(annotation) in (tuple, list, frozenset, set):
        many = True
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    return annotation, nullable, many


def _kind(inner: Any, many: bool, picked: bool, max_length: int) -> str:
    if is_model(inner):
        return "group"
    if picked or typing.get_origin(inner) is Literal or inner is UUID:
        return "checks" if many else "select"
    if many:
        return "lines"
    if inner is bool:
        return "checkbox"
    if inner in (int, float, Decimal):
        return "number"
    if inner is date:
        return "date"
    return "textarea" if inner is str and max_length > 100 else "text"


def is_model(inner: Any) -> bool:
    """Whether a field holds a nested schema."""
    return isinstance(inner, type) and issubclass(inner, BaseModel)


def labels(question: Question) -> dict[str, str]:
    """Value → words of a Literal, or of a yes and no that has words of its own; the value itself where no words are given."""
    words = question.extra.get("labels") or {}
    if question.inner is bool:
        return {str(v): str(w) for v, w in words.items()}
    values = typing.get_args(question.inner) if typing.get_origin(question.inner) is Literal else ()
    return {str(v): str(words.get(v, v)) for v in values}


def build(
    schema: type[BaseModel],
    values: Mapping[str, Any],
    errors: Mapping[str, Sequence[Text]],
    choices: Callable[[Question, str], Sequence[Choice]],
    *,
    without: frozenset[str] = frozenset(),
    prefix: str = "",
) -> tuple[FormField, ...]:
    """The fields of a form. `values` are raw or typed, nested as the schema; `errors` go by path (`outcomes.0.title`)."""
    return tuple(
        _field(q, values.get(q.name), errors, choices, prefix) for q in questions(schema) if prefix + q.name not in without
    )


def _field(
    q: Question,
    value: Any,
    errors: Mapping[str, Sequence[Text]],
    choices: Callable[[Question, str], Sequence[Choice]],
    prefix: str,
) -> FormField:
    name = prefix + q.name
    path = name.replace("-", ".")
    error = "；".join(str(e) for e in errors.get(path, ()))
    if q.kind == "group":
        given = list(value or [{}]) if q.many else [value or {}]  # a repeated group always offers an empty row
        items = tuple(
            build(q.inner, _mapping(v), errors, choices, prefix=f"{name}-{i}-" if q.many else f"{name}-")
            for i, v in enumerate(given)
        )
        return FormField(name, q.label, "group", hint=q.hint, error=error, required=q.required, items=items, repeats=q.many)
    # an error inside a list of plain answers stands at the list
    error = error or "；".join(str(e) for p, es in errors.items() if q.many and p.startswith(path + ".") for e in es)
    return FormField(
        name,
        q.label,
        q.kind,
        value=_shown(q, value),
        hint=q.hint,
        error=error,
        required=q.required,
        choices=tuple(choices(q, path)) if q.kind in ("select", "radio", "chips", "checks", "files") else (),
        rows=int(q.extra.get("rows", 3)),
        max_length=int(q.limits.get("max_length") or 0) if not q.many else 0,
        columns=int(q.extra.get("columns", 0)),
        unit=str(q.extra.get("unit", "")),
        placeholder=str(q.extra.get("placeholder", "")),
        accept=str(q.extra.get("accept", "")),
        min=str(q.limits.get("ge", "")),
        max=str(q.limits.get("le", "")),
    )


def offered(f: FormField) -> bool:
    """Whether each answer is one that the list offers."""
    given = f.value if isinstance(f.value, tuple) else (f.value,)
    return {str(v) for v in given if v not in ("", None)} <= {c.value for c in f.choices}


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return value if isinstance(value, Mapping) else {}


def _shown(q: Question, value: Any) -> Any:
    if q.kind == "checkbox":
        return value in (True, "yes", "on", "true")
    if q.kind == "lines":
        return "\n".join(str(v) for v in value) if isinstance(value, list | tuple) else (value or "")
    if q.many:
        return tuple(str(v) for v in value or ())
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def options_for(
    actor: Actor, card: Card, given: Mapping[str, Sequence[Choice]] | None = None
) -> Callable[[Question, str], Sequence[Choice]]:
    """How a form finds the choices of a field: those that the page gives by path, the registered source, the Literal's words."""

    def choices(q: Question, path: str) -> Sequence[Choice]:
        plain = re.sub(r"\.\d+", "", path)
        if given and plain in given:
            return given[plain]
        if source := _sources.get(str(q.extra.get("options", ""))):
            return source(actor, card)
        return tuple(Choice(value, label) for value, label in labels(q).items())

    return choices


def read(schema: type[BaseModel], posted: QueryDict) -> dict[str, Any]:
    """The nested data of a posted form, still raw. What no field asks for is kept under its name, so that it is refused."""
    taken: set[str] = set()
    result = _read(schema, posted, "", taken)
    for name in posted:
        # a browser that was given no file posts the control with an empty value
        if name not in taken and name not in OURS and (name != UPLOAD or posted[name]):
            result.setdefault(name, posted[name])
    return result


def _read(schema: type[BaseModel], posted: QueryDict, prefix: str, taken: set[str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for q in questions(schema):
        name = prefix + q.name
        if q.kind == "group":
            result[q.name] = _read_group(q, posted, name, taken)
            continue
        taken.add(name)
        if q.kind == "checks" or (q.many and q.kind != "lines"):
            result[q.name] = [v for v in posted.getlist(name) if v != ""]
        elif q.kind == "lines":
            result[q.name] = [line.strip() for line in posted.get(name, "").splitlines() if line.strip()]
        elif q.kind == "checkbox":
            result[q.name] = posted.get(name, "") in ("yes", "on", "true", "1")
        elif (value := _tidy(q, posted.get(name, ""))) != "" or (q.inner is str and not q.nullable and name in posted):
            result[q.name] = value
    return result


def _read_group(q: Question, posted: QueryDict, name: str, taken: set[str]) -> Any:
    if not q.many:
        inner = _read(q.inner, posted, f"{name}-", taken)
        return inner if not q.nullable or _is_filled(inner) else None
    place = re.compile(re.escape(name) + r"-(\d{1,4})-")
    numbers = sorted({int(m[1]) for key in posted if (m := place.match(key))})[:MAX_GROUPS]
    items = [_read(q.inner, posted, f"{name}-{n}-", taken) for n in numbers]
    return [i for i in items if _is_filled(i)]


def _is_filled(value: Any) -> bool:
    """Whether anything was typed: rows left empty are not rows."""
    if isinstance(value, Mapping):
        return any(_is_filled(v) for v in value.values())
    if isinstance(value, list):
        return any(_is_filled(v) for v in value)
    return value not in ("", None, False)


def _tidy(q: Question, value: str) -> str:
    """Numbers and days as people type them: full-width digits, thousands separators, 2026年11月24日, 2026/11/24."""
    if q.kind == "number":
        return unicodedata.normalize("NFKC", value).replace(",", "").strip()
    if q.kind == "date":
        text = unicodedata.normalize("NFKC", value).strip()
        if m := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text):
            return f"{m[1]}-{m[2]:0>2}-{m[3]:0>2}"
        return text
    return value
