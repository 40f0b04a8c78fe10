"""Reading the duty list for its pages: a fixed number of queries whatever the number of rows and parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from heli.acts.pages import DeedButton, deed_button
from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.collaborations.duties import queries
from heli.collaborations.duties.columns import against_asking, asked_units
from heli.collaborations.duties.inputs import KIND_WORDS
from heli.collaborations.duties.models import ColumnConfirmation, DutyRow
from heli.collaborations.duties.queries import Design
from heli.collaborations.duties.remedies import Remedy, remedy
from heli.collaborations.duties.rules import KINDS, LETTERS, Duty, Finding, letters_of, load, red, why_resting
from heli.collaborations.head import day_words, planned_day
from heli.collaborations.inputs import MODULES
from heli.collaborations.models import Module, Party, Suspension
from heli.collaborations.plan.models import Baseline
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.dated import in_force
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, today
from heli.people.queries import PostLine, UnitLabel, post_lines, unit_names

SORTS = {
    "overlap": ("bad", "交叉", "over"), "gap": ("warn", "空白", "gap"), "incomplete": ("warn", "待补", "gap"),
    "self_review": ("bad", "自审", "over"),
}  # fmt: skip
"""Sort of a finding → lamp, word, class of the row."""
TITLES = {"overlap": "职责交叉", "gap": "职责空白", "incomplete": "内容不全", "self_review": "主办又审核"}


@dataclass(frozen=True)
class Column:
    """A unit's column: its lamp says how it stands to what is written now, `note` says it in full. `load`: 牵头 / 主办."""

    unit: UUID
    short: str
    name: str
    role: str
    lamp: str
    word: str
    note: str
    load: str


@dataclass(frozen=True)
class CellView:
    """One cell: its letters (牵主), the person, and whether it is part of an overlap."""

    unit: UUID
    short: str
    letters: str
    who: str
    over: bool = False


@dataclass(frozen=True)
class RowView:
    """One row with its check. `state` is over, gap or empty."""

    id: UUID
    version: int
    title: str
    sub: str
    url: str
    cells: tuple[CellView, ...]
    state: str
    lamp: str
    word: str
    note: str

    @property
    def filled(self) -> tuple[CellView, ...]:
        """The cells with a kind, the leading ones first: how the row reads on the phone."""
        order = list(LETTERS.values())
        return tuple(sorted((c for c in self.cells if c.letters), key=lambda c: order.index(c.letters[0])))


@dataclass(frozen=True)
class ModuleView:
    """The rows of one module and who answers for it."""

    title: str
    who: str
    rows: tuple[RowView, ...]

    @property
    def troubled(self) -> bool:
        """Whether a row has something to settle."""
        return any(r.state for r in self.rows)


@dataclass(frozen=True)
class FindingView:
    """A finding as it reads at the side. `row` and `keep` are addresses, empty where there is nothing to open.

    `advice` is what the attribution rules propose, `adopt` the button that takes it; both empty where they propose nothing.
    """

    lamp: str
    title: str
    sentence: str
    clause: str
    row: str
    keep: str
    kept: str = ""
    advice: str = ""
    adopt: DeedButton | None = None


@dataclass(frozen=True)
class Matrix:
    """The whole page. `sendable` is why the columns cannot be sent now, empty when they can; `closed` why nothing changes."""

    columns: tuple[Column, ...]
    modules: tuple[ModuleView, ...]
    open: tuple[FindingView, ...]
    kept: tuple[FindingView, ...]
    counts: Mapping[str, int]
    edits: bool
    keeps: bool
    closed: str
    send: str
    confirm: bool
    version: str
    rows: int

    @property
    def clear(self) -> int:
        """Rows without a finding."""
        return self.rows - sum(bool(r.state) for m in self.modules for r in m.rows)

    @property
    def troubled(self) -> int:
        """Rows with a finding."""
        return self.rows - self.clear

    def row(self, id_: UUID) -> RowView:
        """The row with this id."""
        return next(r for m in self.modules for r in m.rows if r.id == id_)


def matrix(actor: Actor, card: Card) -> Matrix:
    """Everything that the duty list shows to `actor`. About twenty queries, whatever its size."""
    now = queries.design(card.root)
    names = unit_names(now.units)
    texts = {r.id: r for r in DutyRow.objects.filter(collaboration=card.root)}
    lines = post_lines({UUID(c.post) for r in now.duties.rows for c in r.cells if c.post} | set(_module_posts(card.root)))
    closed, asked = why_closed(card), asked_units(card.root)
    by_row: dict[str, list[Finding]] = {}
    for finding in red(now.findings):
        by_row.setdefault(finding.row, []).append(finding)
    rows = [_row(card, r, texts[UUID(r.id)], now, names, lines, by_row.get(r.id, [])) for r in now.duties.rows]
    open_ones = red(now.findings)
    keeps = not closed and not allowed(actor, find_act("finding.accept"), card.ref)
    edits = not closed and not allowed(actor, find_act("duty.add"), card.ref)
    side = _Side(card, now, names, keeps, deed_button(actor, "finding.adopt", card, action="") if edits else None)
    return Matrix(
        columns=_columns(card, now, names, asked),
        modules=_modules(card, rows, texts, lines),
        open=tuple(_finding(side, f) for f in open_ones),
        kept=tuple(_finding(side, f) for f in now.findings if f.accepted),
        counts={s: sum(f.sort == s for f in open_ones) for s in SORTS},
        edits=edits,
        keeps=keeps,
        closed=closed,
        send=_why_not_send(now, asked),
        confirm=not closed and not open_ones and _may_confirm(actor, card, now),
        version=_version(card),
        rows=len(rows),
    )


def _may_confirm(actor: Actor, card: Card, now: Design) -> bool:
    """Whether the actor answers for a unit whose column still waits. Three queries at most."""
    unit = actor.organisation
    if unit is None or unit not in now.units or now.is_confirmed(unit):
        return False
    party = queries.party_of(card.root, unit)
    return party is not None and not allowed(actor, find_act("column.confirm"), Ref("party", party))


def why_closed(card: Card) -> str:
    """Why the design cannot be changed now; empty while it can. One query."""
    if card.state == "active" and Suspension.objects.filter(collaboration=card.root, ended_at__isnull=True).exists():
        return "事项已中止，恢复后才能修改"
    return why_resting(card.state, card.facts["stage"])


def _why_not_send(now: Design, asked: set[UUID]) -> str:
    """Why 发送确认 is not to be had."""
    if not now.duties.rows:
        return "职责清单还没有内容"
    if blocking := red(now.findings):
        return f"还有 {len(blocking)} 处没有理清，理清或写明理由保留后才能发送确认"
    nobody = against_asking(now, asked)
    return nobody.sentence if nobody else ""


def _version(card: Card) -> str:
    """The version in force, in words. One query."""
    one = Baseline.objects.filter(collaboration=card.root).order_by("-number").values_list("number", "at").first()
    return f"第 {one[0]} 版（{day_words(day_of(one[1]))} 终审生效）" if one else ""


def _module_posts(collaboration: UUID) -> list[UUID]:
    rows = Module.objects.filter(collaboration=collaboration, post__isnull=False)
    return list(rows.values_list("post", flat=True))


def _modules(
    card: Card, rows: Sequence[RowView], texts: Mapping[UUID, DutyRow], lines: Mapping[UUID, PostLine]
) -> tuple[ModuleView, ...]:
    owners = {m.code: lines.get(m.post_id) for m in Module.objects.filter(collaboration=card.root) if m.post_id}
    found = []
    for code, title in MODULES.items():
        own = tuple(r for r in rows if texts[r.id].module == code)
        owner = owners.get(code)
        if own:
            found.append(ModuleView(title, owner.brief if owner else "未定负责人", own))
    return tuple(found)


def _row(
    card: Card,
    row: Duty,
    text: DutyRow,
    now: Design,
    names: Mapping[UUID, UnitLabel],
    lines: Mapping[UUID, PostLine],
    found: Sequence[Finding],
) -> RowView:
    held = {c.unit: c for c in row.cells}
    worst = min(found, key=lambda f: tuple(SORTS).index(f.sort)) if found else None
    over = {u for f in found if f.sort in ("overlap", "self_review") for u in f.units}
    cells = []
    for unit in now.units:
        cell = held.get(str(unit))
        post = lines.get(UUID(cell.post)) if cell and cell.post else None
        letters = letters_of(cell.kinds) if cell else ""
        who = f"{post.title} {post.person or '空缺'}" if post else ""
        cells.append(CellView(unit, names[unit].short, letters, who, str(unit) in over))
    lamp, word, state = SORTS[worst.sort] if worst else ("ok", "清晰", "")
    note = worst.sentence.removeprefix(f"“{row.title}”") if worst else ""
    sub = text.ground or row.deliverable
    return RowView(text.id, text.version, row.title, sub, f"{card.url}duties/{text.id}/", tuple(cells), state, lamp, word, note)


@dataclass(frozen=True)
class _Side:
    """What the findings at the side are written with; `adopt` is the button that a remedy gets, None for whoever only reads."""

    card: Card
    now: Design
    names: Mapping[UUID, UnitLabel]
    keeps: bool
    adopt: DeedButton | None


def _finding(side: _Side, one: Finding) -> FindingView:
    url, kept = side.card.url, ""
    if one.accepted:
        until = f"，{planned_day(one.accepted.until)} 前补齐" if one.accepted.until else ""
        kept = f"{one.accepted.reason}{until}"
    found = None if one.accepted else remedy(side.now.duties, one)
    take = side.adopt if found else None
    return FindingView(
        SORTS[one.sort][0] if one.accepted is None else "off",
        TITLES[one.sort],
        one.sentence,
        one.clause,
        f"{url}duties/{one.row}/" if one.row else "",
        f"{url}duties/keep/?finding={one.key}" if side.keeps and one.acceptable and not one.accepted else "",
        kept,
        _advice(found, one, side.names) if found else "",
        replace(take, action=f"{url}duties/adopt/?finding={one.key}", key=random_id().hex) if take else None,
    )


def _advice(found: Remedy, one: Finding, names: Mapping[UUID, UnitLabel]) -> str:
    """A remedy in words."""

    def short(unit: str) -> str:
        return names[UUID(unit)].short

    if one.sort == "self_review":
        return f"{short(one.units[0])}不再审核，如须审核，另定一个单位"
    if one.sort == "gap":
        return f"由{short(found.lead)}牵头并主办"
    words = "，".join(
        f"{short(unit)}改为{'、'.join(KIND_WORDS[k] for k in KINDS if k in kinds)}" for _row, unit, kinds in found.cells
    )
    return f"由{short(found.lead)}牵头，{words}"


def _columns(card: Card, now: Design, names: Mapping[UUID, UnitLabel], asked: set[UUID]) -> tuple[Column, ...]:
    roles = dict(Party.objects.filter(in_force(today()), collaboration=card.root).values_list("unit", "role"))
    carried = load(now.duties)
    found = []
    for unit in now.units:
        lamp, word, note = standing(now, unit, unit in asked)
        own = carried.get(str(unit), {})
        counts = f"{own.get('lead', 0)} / {own.get('do', 0)}"
        role = "牵头" if roles.get(unit) == "lead" else ""
        found.append(Column(unit, names[unit].short, names[unit].name, role, lamp, word, note, counts))
    return tuple(found)


def standing(now: Design, unit: UUID, asked: bool) -> tuple[str, str, str]:
    answer: ColumnConfirmation | None = now.confirmed.get(unit)
    if now.is_confirmed(unit) and answer:
        return "ok", "已确认", f"{day_words(day_of(answer.at))} 确认现在这一版"
    if answer and now.is_contested(unit):
        return "bad", "有争议", answer.words
    if asked:
        return "warn", "待答复", "已发出，还没有答复"
    if answer:
        return "off", "待确认", f"{day_words(day_of(answer.at))} 答复以后内容有改动，须重新确认"
    return "off", "待确认", "还没有发送确认"
