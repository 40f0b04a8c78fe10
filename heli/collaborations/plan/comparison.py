"""What changed between two submitted designs, by content: lines for the approval page and a sentence. Pure functions.

Rows are matched by id, and by title where a row was deleted and entered again. Ids of rows are no content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from heli.collaborations.inputs import MODULES

SAME = "与上次提交相同"
NAME, VALUE = 60, 300
"""Longest name and value of a line, as heli.approvals.facts takes them."""
WORDS = {
    "title": "名称", "boundary": "边界", "deliverable": "应交成果", "cells": "各单位责任", "unit": "承办单位", "post": "承办人",
    "receiver": "接收单位", "criterion": "验收标准", "starts_on": "开始日", "due_on": "完成日", "needs": "前置任务",
    "module": "所属模块", "outcome": "对应成果", "goal": "目标", "level": "等级", "response": "应对措施", "until": "补齐日期",
    "reason": "保留理由", "digest": "内容",
}  # fmt: skip
DATES = ("starts_on", "due_on")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One difference: what it is about, its sort as the sentence counts it (新增, 删除, 改期 …), and what stands now."""

    name: str
    sorts: tuple[str, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the design: how it is called, its unit of counting, and how its rows are read from a document."""

    word: str
    unit: str
    rows: Callable[[Mapping[str, Any]], Iterable[Row]]
    called: str = "{word}“{title}”"


def _tasks(document: Mapping[str, Any]) -> list[Row]:
    """The tasks, with the titles of those before them: their ids say nothing."""
    titles = {t["id"]: t["title"] for t in document["tasks"]}
    return [{**t, "needs": sorted(titles.get(n, n) for n in t["needs"])} for t in document["tasks"]]


PARTS = (
    Part("职责", "行", lambda d: d["duties"]),
    Part("任务", "项", _tasks),
    Part("模块负责人", "个", lambda d: [{"title": MODULES.get(c, c), "unit": u, "post": p} for c, u, p in d["modules"]]),
    Part(
        "阶段目标",
        "个",
        lambda d: [{"title": str(s), "goal": g, "due_on": day} for s, g, day in d["goals"]],
        "第 {title} 阶段目标",
    ),
    Part("风险", "项", lambda d: [{"title": t, "level": lv, "response": r} for t, lv, r in d["risks"]]),
    Part("没有风险的说明", "份", lambda d: [{"title": "排查后没有发现风险"}] if d["no_risk"] else []),
    Part("保留的职责问题", "处", lambda d: [{"title": k, "reason": r, "until": u} for k, r, u in d["accepted"]], "{word}"),
    Part("附件", "份", lambda d: [{"title": f["name"], "digest": f["digest"]} for f in d.get("files", ())]),
)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[Part, Line]]:
    """Every row that was added, removed or changed, part by part."""
    return [(part, line) for part in PARTS for line in _differences(part, list(part.rows(before)), list(part.rows(after)))]


def sentence(found: Iterable[tuple[Part, Line]]) -> str:
    """职责 2 行修改、任务 1 项改期; `SAME` where nothing differs."""
    counts = Counter((part.word, part.unit, sort) for part, line in found for sort in line.sorts)
    said, last = [], ""
    for (word, unit, sort), n in counts.items():
        said.append(f"{word + ' ' if word != last else ''}{n} {unit}{sort}")
        last = word
    return "、".join(said) or SAME


def _differences(part: Part, before: list[Row], after: list[Row]) -> Iterable[Line]:
    pairs, added, removed = _matched(before, after)
    yield from (Line(_name(part, row), ("新增",), after="新增") for row in added)
    yield from (Line(_name(part, row), ("删除",), before="有", after="删除") for row in removed)
    for old, new in pairs:
        fields = [k for k in new if k != "id" and new[k] != old.get(k)]
        if fields:
            yield Line(_name(part, new), _sorts(part, fields), *_words(old, new, fields))


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


def _words(old: Row, new: Row, fields: list[str]) -> tuple[str, str]:
    """Before and after: dates as they are, of everything else which fields changed."""
    dates = [f for f in fields if f in DATES]
    others = "、".join(WORDS.get(f, f) for f in fields if f not in DATES)
    was = "，".join(f"{WORDS[f]} {old[f]}" for f in dates if f in old)
    now = "，".join([*(f"{WORDS[f]} {new[f]}" for f in dates), *([f"改动 {others}"] if others else [])])
    return was[:VALUE], now[:VALUE]


def _name(part: Part, row: Row) -> str:
    room = NAME - len(part.called.format(word=part.word, title=""))
    title = row["title"] if len(row["title"]) <= room else row["title"][: room - 1] + "…"
    return part.called.format(word=part.word, title=title)
