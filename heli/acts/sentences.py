"""Sentences of the timeline: made when read, from the declaration of the act and the opened input of its entry."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from heli.acts.forms import Question, labels, questions
from heli.acts.registry import Act, find_act
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref

DOORS = {
    "door.migration": "系统升级",
    "door.generator": "装入测算数据",
    "door.guard": "补齐写入保护",
    "door.story": "装入演示数据",
}
"""Entries of the doors beside the acts."""
OPTIONAL, FIELD = re.compile(r"\[([^\[\]]*)\]"), re.compile(r"\{(\w+)\}")
HIDDEN = "未列明"
"""Stands where a sentence names something that the reader may not see."""


def act_of(name: str) -> Act | None:
    """The act of an entry; None for a door and for a verb that no longer exists."""
    try:
        return find_act(name)
    except Absent:
        return None


def label_of(name: str) -> str:
    """What a deed is called."""
    found = act_of(name)
    return str(found.label) if found else DOORS.get(name, name)


def pointers(name: str, input: Mapping[str, Any]) -> list[Ref]:
    """What the input of an entry points to: fields of ids that say their `kind`."""
    found = act_of(name)
    if found is None:
        return []
    return [Ref(kind, id_) for q in questions(found.schema) for kind, id_ in _ids(q, input.get(q.name))]


def _ids(q: Question, value: Any) -> Iterable[tuple[str, UUID]]:
    kind = str(q.extra.get("kind", ""))
    if not kind or value is None:
        return []
    return [(kind, UUID(str(v))) for v in (value if isinstance(value, list) else [value])]


def sentence(
    name: str, input: Mapping[str, Any], about: str, named: Mapping[Ref, str], facts: Mapping[str, Any] | None = None
) -> str:
    """What was done, in words; `named` are the titles of what the input points to and the reader may see, `facts` what the
    deed noted beside its input."""
    found = act_of(name)
    if found is None:
        return label_of(name)
    asked = questions(found.schema)
    values = {q.name: words(q, input.get(q.name), named) for q in asked}
    empty = {q.name for q in asked if input.get(q.name) in (None, "", [])}
    values |= {k: str(v) for k, v in (facts or {}).items() if v and isinstance(v, str | int)}
    says = str(found.says(input) if callable(found.says) else found.says) or str(found.label)
    known = _Values({**values, "about": about or str(found.label)})
    return OPTIONAL.sub(lambda part: part[1] if _filled(part[1], known, empty) else "", says).format_map(known)


def _filled(part: str, known: Mapping[str, str], empty: set[str]) -> bool:
    """Whether everything that a bracketed part names is there."""
    return all(name in known and name not in empty for name in FIELD.findall(part))


def refusal(name: str, about: str, reasons: Iterable[str]) -> str:
    """What was not done and why, in words."""
    why = "；".join(dict.fromkeys(r for r in reasons if r))
    what = f"{label_of(name)}“{about}”" if about else label_of(name)
    return _("{what}被拒绝：{why}").format(what=what, why=why) if why else _("{what}被拒绝").format(what=what)


class _Values(dict[str, str]):
    """A fact that the entry does not hold adds nothing; an answer that it does not hold was set to `未填` before."""

    def __missing__(self, key: str) -> str:
        return ""


def words(q: Question, value: Any, named: Mapping[Ref, str] | None = None) -> str:
    """An answer as people read it."""
    if value is None or value == "" or value == []:
        return _("未填")
    if isinstance(value, bool):
        return labels(q).get(str(value).lower()) or (_("是") if value else _("否"))
    if isinstance(value, list) and q.kind == "group":
        return _("{n} 项").format(n=len(value))
    if isinstance(value, list):
        return "、".join(words(q, v, named) for v in value)
    if isinstance(value, dict):
        return "，".join(str(v) for v in value.values() if isinstance(v, str | int))
    if typing.get_origin(q.inner) is Literal:
        return labels(q).get(str(value), str(value))
    if q.inner is UUID:
        kind = str(q.extra.get("kind", ""))
        return (named or {}).get(Ref(kind, UUID(str(value))), HIDDEN) if kind else HIDDEN
    return str(value)
