"""The duty coverage test (B5, clauses 1.2.2.a, 1.2.2.b, 1.2.3): pure functions over a duty list.

Exactly one lead a row, no outcome and no task without a row, nobody reviews what they do, every cell has a person.
A finding is settled, or accepted with a reason (a gap with an end date as well), and then no longer red.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from io import StringIO
from typing import Literal

Kind = Literal["lead", "do", "assist", "review", "inform"]
KINDS: tuple[Kind, ...] = ("lead", "do", "assist", "review", "inform")
LETTERS: dict[str, str] = {"lead": "牵", "do": "主", "assist": "协", "review": "审", "inform": "知"}
BY_LETTER: dict[str, str] = {letter: kind for kind, letter in LETTERS.items()}


MAX_KEY = 80
"""The longest key of a finding: what a form takes and a row keeps."""
MAX_KINDS = 2
"""What a unit is at most in one row: 牵 and 主 may stand together."""


def letters_of(kinds: frozenset[str]) -> str:
    """牵主 for lead and do: the letters in their order."""
    return "".join(LETTERS[k] for k in KINDS if k in kinds)


@dataclass(frozen=True)
class Cell:
    """What a unit is in a duty. `post` is empty while nobody is named."""

    unit: str
    kinds: frozenset[str]
    post: str = ""


@dataclass(frozen=True)
class Duty:
    """A row of the list. `outcome` is the expected outcome that it serves, "" when none."""

    id: str
    title: str
    boundary: str = ""
    deliverable: str = ""
    outcome: str = ""
    cells: tuple[Cell, ...] = ()

    def units(self, kind: str) -> tuple[str, ...]:
        """The units that have `kind` in this row."""
        return tuple(c.unit for c in self.cells if kind in c.kinds)


@dataclass(frozen=True)
class Accepted:
    """An accepted finding: its reason, and the end date of a gap."""

    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """Something the list must settle. `key` stays the same while the finding stays the same.

    `sort`: overlap (1.2.2.a), gap (1.2.2.b), incomplete (1.2.3), self_review (2.1.4). Only overlaps and gaps can be accepted.
    """

    key: str
    sort: Literal["overlap", "gap", "incomplete", "self_review"]
    clause: str
    sentence: str
    row: str = ""
    units: tuple[str, ...] = ()
    accepted: Accepted | None = None

    @property
    def acceptable(self) -> bool:
        """Whether a reason can settle it."""
        return self.sort in ("overlap", "gap")


@dataclass(frozen=True)
class DutyList:
    """All that the coverage test looks at. `outcomes` and `tasks` map id to title; `task_rows` maps task id to row id or "".

    `makers` maps an outcome to the unit that makes it: what a remedy goes by. `hands` maps a task to the unit that does it and
    the one that receives it; `parties` are the units that take part.
    """

    rows: tuple[Duty, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)
    task_rows: Mapping[str, str] = field(default_factory=dict)
    makers: Mapping[str, str] = field(default_factory=dict)
    hands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()


def findings(duties: DutyList, accepted: Mapping[str, Accepted] = {}, on: date | None = None) -> tuple[Finding, ...]:
    """Every finding of the list in reading order; an accepted gap is open again from its end date on (`on` is today)."""
    found = [*_rows(duties), *_same_output(duties), *_outcomes(duties), *_tasks(duties)]
    return tuple(_with_acceptance(f, accepted.get(f.key), on) for f in found)


def red(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that still block: neither settled nor accepted."""
    return tuple(f for f in found if f.accepted is None)


def _with_acceptance(finding: Finding, accepted: Accepted | None, on: date | None) -> Finding:
    if accepted is None or not finding.acceptable or not accepted.reason:
        return finding
    if finding.sort == "gap" and (accepted.until is None or (on is not None and accepted.until <= on)):
        return finding
    return Finding(finding.key, finding.sort, finding.clause, finding.sentence, finding.row, finding.units, accepted)


def _rows(duties: DutyList) -> Iterable[Finding]:
    for row in duties.rows:
        leads = row.units("lead")
        if len(leads) > 1:
            key = f"overlap:{row.id}:{_short(sorted(leads))}"
            yield Finding(key, "overlap", "1.2.2.a", f"“{row.title}”有 {len(leads)} 个牵头单位", row.id, leads)
        if not leads:
            yield Finding(f"gap:{row.id}", "gap", "1.2.2.b", f"“{row.title}”没有牵头单位", row.id)
        if lacking := _lacking(row):
            yield Finding(f"incomplete:{row.id}", "incomplete", "1.2.3", f"“{row.title}”还缺{'、'.join(lacking)}", row.id)
        for unit in sorted(set(row.units("review")) & set(row.units("do"))):
            sentence = f"“{row.title}”由同一单位主办又审核"
            yield Finding(f"self_review:{row.id}:{_short([unit])}", "self_review", "2.1.4", sentence, row.id, (unit,))


def _short(ids: Iterable[str]) -> str:
    """Any number of ids in sixteen digits: a key has to fit into its column however many units claim to lead."""
    return sha256(":".join(ids).encode()).hexdigest()[:16]


def _lacking(row: Duty) -> list[str]:
    lacking = []
    if not row.boundary:
        lacking.append("边界")
    if not row.deliverable:
        lacking.append("应交成果")
    if not row.cells:
        lacking.append("单位")
    else:
        if any(not c.kinds for c in row.cells):
            lacking.append("责任类别")
        if any(not c.post for c in row.cells):
            lacking.append("责任人")
    return lacking


def _same_output(duties: DutyList) -> Iterable[Finding]:
    """Two rows that claim the same deliverable under different leads."""
    seen: dict[str, Duty] = {}
    for row in duties.rows:
        name = row.deliverable.strip()
        if not name:
            continue
        other = seen.setdefault(name, row)
        if other is not row and set(other.units("lead")) != set(row.units("lead")):
            units = tuple(sorted({*other.units("lead"), *row.units("lead")}))
            key = f"overlap:{row.id}:{_short([other.id, *units])}"
            sentence = f"“{other.title}”和“{row.title}”都交“{name}”，牵头单位不同"
            yield Finding(key, "overlap", "1.2.2.a", sentence, row.id, units)


def _outcomes(duties: DutyList) -> Iterable[Finding]:
    served = {row.outcome for row in duties.rows}
    for id_, title in duties.outcomes.items():
        if id_ not in served:
            yield Finding(f"gap:outcome:{id_}", "gap", "1.2.2.b", f"预期成果“{title}”没有对应的职责")


def _tasks(duties: DutyList) -> Iterable[Finding]:
    known = {row.id for row in duties.rows}
    for id_, title in duties.tasks.items():
        if duties.task_rows.get(id_, "") not in known:
            yield Finding(f"gap:task:{id_}", "gap", "1.2.2.b", f"任务“{title}”没有对应的职责")
        left = [w for w, u in zip(("承办", "接收"), duties.hands.get(id_, ()), strict=False) if u not in duties.parties]
        if left:
            sentence = f"任务“{title}”的{'和'.join(left)}单位没有参加本事项"
            yield Finding(f"left:task:{id_}", "incomplete", "1.2.3", sentence)


def load(duties: DutyList) -> dict[str, dict[str, int]]:
    """Unit → kind → number of rows: what each unit carries."""
    result: dict[str, dict[str, int]] = {}
    for row in duties.rows:
        for cell in row.cells:
            for kind in cell.kinds:
                counts = result.setdefault(cell.unit, dict.fromkeys(KINDS, 0))
                counts[kind] += 1
    return result


def column_digest(duties: DutyList, unit: str, tasks: Sequence[tuple[str, ...]] = ()) -> str:
    """SHA-256 over all that `unit` confirms: its cells with the text of their rows, and its `tasks` as tuples of text."""
    lines = [
        "\x1f".join((r.id, r.title, r.boundary, r.deliverable, ",".join(sorted(c.kinds)), c.post))
        for r in duties.rows
        for c in r.cells
        if c.unit == unit and c.kinds
    ]
    lines += ["\x1f".join(t) for t in tasks]
    return sha256("\x1e".join(sorted(lines)).encode()).hexdigest()


DESIGN, APPROVAL = 2, 3
"""The stages in which duty list and plan are drawn up, and in which they are approved."""


def why_resting(state: str, stage: int) -> str:
    """Why duty list and plan cannot be changed in this state and stage; empty while they can."""
    if state == "draft":
        return "需求提交并确认后填写职责清单和任务计划"
    if state != "active":
        return "事项已经结束，内容只能查看"
    if stage < DESIGN:
        return "牵头单位确认需求后，进入流程设计才能填写"
    if stage == APPROVAL:
        return "职责清单和任务计划已报批，不能直接修改；审批退回后在流程设计阶段修改，获批以后按变更办理"
    if stage > DESIGN:
        return "职责清单和任务计划已获批，不能直接修改；要改的，按变更办理"
    return ""


class PasteError(ValueError):
    """A pasted table that cannot be read; `lines` maps line number (from 1) to what to do."""

    def __init__(self, lines: Mapping[int, str]) -> None:
        self.lines = dict(lines)
        super().__init__("；".join(f"第 {n} 行：{s}" for n, s in self.lines.items()))


@dataclass(frozen=True)
class PastedRow:
    """A row of a pasted table."""

    title: str
    cells: Mapping[str, frozenset[str]]
    boundary: str = ""
    deliverable: str = ""


TEXT_COLUMNS = {"边界": "boundary", "应交成果": "deliverable", "成果": "deliverable"}
TITLES = ("工作事项", "职责", "事项")


def parse_paste(text: str, units: Mapping[str, str], unfit: Callable[[PastedRow], str] = lambda row: "") -> tuple[PastedRow, ...]:
    """A table copied from Excel (tab-separated, first line the headings) as duty rows. `units` maps a unit's names to its id.

    Lines count as Excel counts rows, blank ones too; a quoted cell may hold line breaks. `unfit` says what is wrong with a row
    that can be read. Raises `PasteError` naming every line that cannot be taken; nothing is taken then.
    """
    table = csv.reader(StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t")
    lines = [(n, line) for n, line in enumerate(table, start=1) if any(v.strip() for v in line)]
    if not lines:
        raise PasteError({1: "没有内容，从 Excel 连同表头一起复制后再粘贴"})
    (top, first), *rest = lines
    heads = [h.strip() for h in first]
    if heads[0] not in TITLES:
        raise PasteError({top: "第一列的表头应为“工作事项”"})
    strange = [h for h in heads[1:] if h and h not in TEXT_COLUMNS and h not in units]
    wrong = {top: f"没有名为“{'”“'.join(strange)}”的参与单位"} if strange else {}
    rows: list[PastedRow] = []
    for number, line in rest:
        row, problem = _pasted(heads, line, units)
        if problem := problem or unfit(row):
            wrong[number] = problem
        else:
            rows.append(row)
    if not wrong and not rows:
        wrong = {top + 1: "表头下面没有内容"}
    if wrong:
        raise PasteError(wrong)
    return tuple(rows)


def _pasted(heads: Sequence[str], values: Sequence[str], units: Mapping[str, str]) -> tuple[PastedRow, str]:
    title, cells, texts = " ".join(values[0].split()), {}, {"boundary": "", "deliverable": ""}
    for head, value in zip(heads[1:], (v.strip() for v in values[1:]), strict=False):
        if head in TEXT_COLUMNS:
            texts[TEXT_COLUMNS[head]] = value
        elif value and head in units:
            letters = [c for c in value if c not in " 、,，/\n"]
            unknown = [c for c in letters if c not in BY_LETTER]
            if unknown:
                return PastedRow(title, {}), f"“{head}”一格的“{value}”不认识，只用 牵 主 协 审 知"
            if len(set(letters)) > MAX_KINDS:
                return PastedRow(title, {}), f"“{head}”一格的“{value}”太多，一个单位在一行最多 {MAX_KINDS} 种责任"
            cells[units[head]] = frozenset(BY_LETTER[c] for c in letters)
    problem = "" if title else "缺工作事项名称"
    return PastedRow(title, cells, texts["boundary"], texts["deliverable"]), problem
