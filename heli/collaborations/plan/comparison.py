"""What changed between two submitted designs, by content: lines for the approval page and a sentence. Pure functions.

Rows are matched by id, and by title where a row was deleted and entered again. Ids of rows are no content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from heli.collaborations.duties.rules import letters_of
from heli.collaborations.inputs import MODULES

SAME = "与上次提交相同"
NAME, VALUE = 60, 300
"""Longest name and value of a line, as heli.approvals.facts takes them."""
SHORT = 60
"""Longest text that is shown before and after; of a longer one only that it changed."""
WORDS = {
    "title": "名称", "boundary": "边界", "deliverable": "应交成果", "cells": "各单位责任", "unit": "承办单位", "post": "承办人",
    "receiver": "接收单位", "criterion": "验收标准", "starts_on": "开始日", "due_on": "完成日", "needs": "前置任务",
    "module": "所属模块", "outcome": "对应成果", "goal": "要求", "level": "等级", "response": "应对措施", "until": "补齐日期",
    "reason": "保留理由", "digest": "内容", "ground": "依据", "basis": "期限依据", "duty": "对应职责", "trigger": "触发条件",
}  # fmt: skip
DATES = ("starts_on", "due_on")
REFS = ("unit", "post", "receiver", "outcome", "duty")
LEVELS = {"low": "低", "medium": "中", "high": "高"}
RISK = ("title", "level", "response", "trigger", "post")
Row = Mapping[str, Any]
Names = Mapping[str, str]
"""What ids stand for."""


@dataclass(frozen=True)
class Line:
    """One difference: what it is about, its sort as the sentence counts it (新增, 删除, 改期 …), and what stands now."""

    name: str
    sorts: tuple[str, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the design: how it is called, its unit of counting, how its rows are read from a document, and its own words
    for fields that mean something else elsewhere."""

    word: str
    unit: str
    rows: Callable[[Mapping[str, Any]], Iterable[Row]]
    called: str = "{word}“{title}”"
    words: Mapping[str, str] = field(default_factory=dict)


def sides(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every unit and post that a document names, by id; empty where there is none."""
    yield from ((c[0], c[2]) for d in document["duties"] for c in d["cells"])
    yield from ((t["unit"], t["post"]) for t in document["tasks"])
    yield from ((t["receiver"], "") for t in document["tasks"])
    yield from ((unit, post) for _code, unit, post in document["modules"])
    yield from (("", dict(zip(RISK, r, strict=False)).get("post", "")) for r in document["risks"])


def _tasks(document: Mapping[str, Any]) -> list[Row]:
    """The tasks, with the titles of those before them: their ids say nothing."""
    titles = {t["id"]: t["title"] for t in document["tasks"]}
    return [{**t, "needs": sorted(titles.get(n, n) for n in t["needs"])} for t in document["tasks"]]


PARTS = (
    Part("职责", "行", lambda d: d["duties"]),
    Part("任务", "项", _tasks),
    Part(
        "模块负责人",
        "个",
        lambda d: [{"title": MODULES.get(c, c), "unit": u, "post": p} for c, u, p in d["modules"]],
        words={"unit": "负责单位", "post": "负责人"},
    ),
    Part(
        "阶段目标",
        "个",
        lambda d: [{"title": str(s), "goal": g, "due_on": day} for s, g, day in d["goals"]],
        "第 {title} 阶段目标",
        {"goal": "目标"},
    ),
    Part("风险", "项", lambda d: [dict(zip(RISK, r, strict=False)) for r in d["risks"]], words={"post": "责任人"}),
    Part("没有风险的说明", "份", lambda d: [{"title": "排查后没有发现风险"}] if d["no_risk"] else []),
    Part("保留的职责问题", "处", lambda d: [{"title": k, "reason": r, "until": u} for k, r, u in d["accepted"]], "{word}"),
    Part("附件", "份", lambda d: [{"title": f["name"], "digest": f["digest"]} for f in d.get("files", ())]),
)


def differences(before: Mapping[str, Any], after: Mapping[str, Any], names: Names | None = None) -> list[tuple[Part, Line]]:
    """Every row that was added, removed or changed, part by part; `names` says what ids stand for."""
    return [
        (part, line)
        for part in PARTS
        for line in _differences(part, list(part.rows(before)), list(part.rows(after)), names or {})
    ]


def sentence(found: Iterable[tuple[Part, Line]]) -> str:
    """职责 2 行修改、任务 1 项改期; `SAME` where nothing differs."""
    counts = Counter((part.word, part.unit, sort) for part, line in found for sort in line.sorts)
    said, last = [], ""
    for (word, unit, sort), n in counts.items():
        said.append(f"{word + ' ' if word != last else ''}{n} {unit}{sort}")
        last = word
    return "、".join(said) or SAME


def _differences(part: Part, before: list[Row], after: list[Row], names: Names) -> Iterable[Line]:
    pairs, added, removed = _matched(before, after)
    yield from (Line(_name(part, row), ("新增",), after="新增") for row in added)
    yield from (Line(_name(part, row), ("删除",), before="有", after="删除") for row in removed)
    for old, new in pairs:
        fields = [k for k in new if k != "id" and new[k] != old.get(k)]
        if fields:
            yield Line(_name(part, new), _sorts(part, fields), *_words(part, old, new, fields, names))


def _matched(before: list[Row], after: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs of the same row, then what is only in `after`, then what is only in `before`."""
    old, pairs, rest = list(before), dict[int, Row](), list[tuple[int, Row]](enumerate(after))
    for key in ("id", "title"):
        for n, row in tuple(rest):
            same = next((o for o in old if key in row and o.get(key) == row[key]), None)
            if same is not None:
                pairs[n] = same
                old.remove(same)
                rest.remove((n, row))
    return [(pairs[n], after[n]) for n in sorted(pairs)], [row for _n, row in rest], old


def _sorts(part: Part, fields: list[str]) -> tuple[str, ...]:
    """改期 and 改承办单位 are counted for themselves, everything else as 修改."""
    own = {"改期": [f for f in fields if f in DATES]}
    if part.word == "任务":
        own["改承办单位"] = [f for f in fields if f in ("unit", "post")] if "unit" in fields else []
    known = [f for some in own.values() for f in some]
    return (*(sort for sort, some in own.items() if some), *(("修改",) if len(known) < len(fields) else ()))


def _words(part: Part, old: Row, new: Row, fields: list[str], names: Names) -> tuple[str, str]:
    """Before and after of each field that changed, as far as they are short; of a long one only that it changed."""
    was, now, long = [], [], []
    for name in fields:
        word = part.words.get(name) or WORDS.get(name, name)
        one, two = _cells(old, new, names) if name == "cells" else (_value(name, row.get(name), names) for row in (old, new))
        if max(len(one), len(two)) > SHORT:
            long.append(word)
            continue
        was.append(f"{word} {one or '未填'}")
        now.append(f"{word} {two or '未填'}")
    return "，".join(was)[:VALUE], "，".join([*now, *([f"改动 {'、'.join(long)}"] if long else [])])[:VALUE]


def _value(name: str, value: Any, names: Names) -> str:
    """A value in words."""
    if name in REFS:
        return names.get(value, "") if value else ""
    if name == "needs":
        return "、".join(value or ())
    if name == "digest":
        return str(value or "")[:8]
    known = {"level": LEVELS, "module": MODULES}.get(name, {})
    return known.get(str(value), str(value or ""))


def _cells(old: Row, new: Row, names: Names) -> tuple[str, str]:
    """The cells of a row that differ: 税务 牵主 科长 马骏; 空 where a unit has none."""
    before, after = ({c[0]: c for c in row["cells"]} for row in (old, new))
    units = [u for u in {**before, **after} if before.get(u) != after.get(u)]

    def told(cells: Mapping[str, Any]) -> str:
        return "、".join(_cell(u, cells.get(u), names) for u in units)

    return told(before), told(after)


def _cell(unit: str, cell: Any, names: Names) -> str:
    if cell is None:
        return f"{names.get(unit, '')} 空".strip()
    return " ".join(w for w in (names.get(unit, ""), letters_of(frozenset(cell[1])), names.get(cell[2], "")) if w)


def _name(part: Part, row: Row) -> str:
    room = NAME - len(part.called.format(word=part.word, title=""))
    title = row["title"] if len(row["title"]) <= room else row["title"][: room - 1] + "…"
    return part.called.format(word=part.word, title=title)
