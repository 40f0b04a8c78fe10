"""The shapes that macros take, as dataclasses. A dict with the same names, or a room's own dataclass, does as well.

Rooms below the roof cannot import this module; their queries return their own dataclasses with these names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

State = Literal["ok", "warn", "bad", "off"]


@dataclass(frozen=True)
class Choice:
    """One answer of a select, radio, chips or checks field."""

    value: str
    label: str
    hint: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class Field:
    """One question. `value` of checks is a tuple; `columns` 2 sets options side by side; `unit` follows a number."""

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
    autocomplete: str = ""
    accept: str = ""
    multiple: bool = False
    min: str = ""
    max: str = ""
    id: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab; `hot` counts are problems."""

    key: str
    label: str
    href: str
    count: int = 0
    hot: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a collaboration on all its pages."""

    title: str
    number: str
    tabs: tuple[Tab, ...]
    more: tuple[Tab, ...] = ()
    path: tuple[tuple[str, str], ...] = ()
    lamp: State | Literal[""] = ""
    lamp_text: str = ""
    level: str = "内部"
    audience: str = "参与单位"
    meta: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One of the seven stages; `parallel` runs beside the one after it."""

    name: str
    state: Literal["done", "now", "next"]
    dates: str = ""
    note: str = ""
    parallel: bool = False


@dataclass(frozen=True)
class GateRow:
    """One condition of a gate: clauses, state with its word, sentence, who can solve it, where, the act (markup of a macro).

    A heading has `parts`: its lines, the first three in view, the rest to be opened.
    """

    clauses: tuple[str, ...]
    state: State
    word: str
    text: str
    solver: str = ""
    href: str = ""
    act: Any = ""
    parts: tuple[GateRow, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a deed was not done: rule, clause, whom to ask, what next; `entry` is its number in the log."""

    title: str
    rule: str
    clause: str = ""
    clause_title: str = ""
    clause_href: str = ""
    whom: str = ""
    next: str = ""
    about: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Change:
    """One field in which two people differ."""

    field: str
    name: str
    mine: str
    theirs: str
    before: str = ""


@dataclass(frozen=True)
class Conflict:
    """Someone was faster. `at_words` reads “2 分钟前”."""

    who: str
    at_words: str
    changes: tuple[Change, ...]
    about: str = ""


@dataclass(frozen=True)
class Entry:
    """A deed in a timeline, with the names of that day."""

    at: datetime
    text: str
    who: str = ""
    unit: str = ""
    post: str = ""
    acting: str = ""
    kind: str = ""
    clause: str = ""
    note: str = ""


@dataclass(frozen=True)
class File:
    """A file; `size` in octets."""

    name: str
    size: int
    href: str = ""
    at: date | datetime | None = None
    by: str = ""
    digest: str = ""
    level: str = ""


@dataclass(frozen=True)
class Person:
    """A person line."""

    name: str
    unit: str = ""
    post: str = ""
    role: str = ""
    lead: bool = False
    marks: Any = ""


@dataclass(frozen=True)
class Toast:
    """What was done, said once after it; `undo` is the address of the opposite deed."""

    text: str
    undo: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: `align` '' r c; `main` is the title of the card on the phone; `sort` an address."""

    label: str
    align: str = ""
    main: bool = False
    sort: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table; `state` warn bad off."""

    cells: tuple[Any, ...]
    state: str = ""
