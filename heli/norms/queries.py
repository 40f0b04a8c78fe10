"""What the pages of this room show. A fixed number of queries: those of the checks, one for each kind of evidence, two more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from heli.acts.registry import all_acts
from heli.clauses import Result, run_all
from heli.clauses.catalogue import Clause, Norm, norm
from heli.clauses.queries import adopted
from heli.clauses.registry import checks, standing
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, cards
from heli.kernel.clock import Term
from heli.kernel.ref import Ref
from heli.kernel.time import now, today
from heli.ledger.queries import last_position
from heli.norms import rules

PAGE = 20
WEIGHTS = {"gate": "关口条款", "must": "必须", "should": "提倡"}
PROOFS = {"machine": "自动核对", "mixed": "自动核对，其余由人判断", "person": "由人判断", "none": "不作核对"}
SCOPES = {"collaboration": "协作事项", "unit": "单位", "sharing": "共享事项", "platform": "平台", "norm": "规范本身"}


@dataclass(frozen=True)
class Fact:
    """A finding or a piece of evidence as shown: its links are those that the actor may open."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()
    ask: str = ""
    todo: str = ""
    excused: str = ""


@dataclass(frozen=True)
class Line:
    """One clause in the list."""

    id: str
    title: str
    text: str
    state: str
    label: str
    weight: str
    due: str
    how: str
    against: tuple[Fact, ...]
    evidence: tuple[Fact, ...]
    unbuilt: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What the reader asked for; the address is the view."""

    state: str = rules.TODO
    chapter: str = ""
    words: str = ""
    clause: str = ""
    page: int = 1


@dataclass(frozen=True)
class Compliance:
    """How a collaboration stands against the norm, with moment and ledger position of the evaluation."""

    version: str
    title: str
    at: datetime
    entries: int
    counts: Mapping[str, int]
    partial: int
    hands: tuple[tuple[str, int], ...]
    chapters: tuple[rules.Chapter, ...]
    lines: tuple[Line, ...]
    found: int
    page: int
    pages: int
    chosen: Choice = field(default_factory=Choice)


def compliance(collaboration: Card, actor: Actor, chosen: Choice) -> Compliance:
    """Judge a collaboration now and list what `chosen` asks for."""
    root = Ref("collaboration", collaboration.root)
    text = norm(standing(root).version)
    position = last_position()  # before the facts are read: they are at least as new as it says
    at = now()
    results = run_all(root)
    if chosen.clause:
        listed: Sequence[Result] = [results[chosen.clause]] if chosen.clause in results else []
    else:
        listed = rules.choose(text, results, chosen.state, chosen.chapter, chosen.words)
    shown, page, pages = rules.page_of(listed, chosen.page, PAGE)
    return Compliance(
        version=text.version,
        title=text.title,
        at=at,
        entries=position + 1,
        counts=rules.counts(results),
        partial=rules.partial(results.values()),
        hands=rules.hands(results.values()),
        chapters=rules.chapters(text, results),
        lines=_lines(text, shown, actor),
        found=len(listed),
        page=page,
        pages=pages,
        chosen=chosen,
    )


def _lines(text: Norm, shown: Sequence[Result], actor: Actor) -> tuple[Line, ...]:
    refs = [ref for r in shown for f in r.findings for ref in f.refs] + [ref for r in shown for e in r.evidence for ref in e.refs]
    known = cards(refs, actor)
    return tuple(_line(text.clauses[r.clause], r, known) for r in shown)


def _line(row: Clause, result: Result, known: Mapping[Ref, Card]) -> Line:
    return Line(
        id=row.id,
        title=row.title,
        text=row.text,
        state=str(result.state),
        label=result.label,
        weight=WEIGHTS[row.weight or "must"],
        due=row.due.label if row.due else "",
        how="、".join(result.looks) or PROOFS[row.proof or "none"],
        against=tuple(Fact(f.sentence, _links(f.refs, known), f.ask, f.todo, f.excused) for f in result.findings),
        evidence=tuple(Fact(e.sentence, _links(e.refs, known)) for e in result.evidence),
        unbuilt=result.unbuilt,
    )


def _links(refs: Sequence[Ref], known: Mapping[Ref, Card]) -> tuple[tuple[str, str], ...]:
    found = [known[r] for r in dict.fromkeys(refs) if r in known]
    return tuple((c.number or c.title, c.url) for c in found)


@dataclass(frozen=True)
class NormPage:
    """The norm as a reader sees it: one chapter, or what a search found."""

    text: Norm
    adopted_since: date | None
    chapter: str
    words: str
    rows: tuple[Clause, ...]

    @cached_property
    def demands(self) -> int:
        """How many of the rows ask for something."""
        return sum(c.demands for c in self.rows)


def norm_page(chapter: str, words: str) -> NormPage:
    """Chapter 1 unless another is asked for; with words, all demands in which they occur."""
    text = norm()
    chapter = chapter if chapter in {c.id for c in text.under("")} else "1"
    rows = tuple(
        c for c in text.clauses.values() if (c.demands and rules.fits(c, words) if words else c.chapter == chapter and c.parent)
    )
    found = adopted(today())
    return NormPage(text, found.facts["effective"] if found else None, chapter, words, rows)


@dataclass(frozen=True)
class ClausePage:
    """One clause with what hangs on it: place, proof, periods, checks, acts."""

    row: Clause
    version: str
    path: tuple[Clause, ...]
    below: tuple[Clause, ...]
    before: Clause | None
    after: Clause | None
    weight: str
    proof: str
    scope: str
    periods: tuple[str, ...]
    looks: tuple[str, ...]
    unbuilt: tuple[str, ...]
    checked: bool
    acts: tuple[str, ...]


def clause_page(row: Clause) -> ClausePage:
    """Everything on the page of a clause. No query: norm, checks and acts are declarations."""
    text = norm()
    order = list(text.clauses.values())
    path: list[Clause] = []
    above = row.parent
    while above:
        path.insert(0, text.clauses[above])
        above = text.clauses[above].parent
    own = checks(row.id)
    return ClausePage(
        row=row,
        version=text.version,
        path=tuple(path),
        below=text.under(row.id),
        before=order[row.order - 1] if row.order else None,
        after=order[row.order + 1] if row.order + 1 < len(order) else None,
        weight=WEIGHTS.get(row.weight or "", ""),
        proof=PROOFS.get(row.proof or "", ""),
        scope=SCOPES.get(row.scope or "", ""),
        periods=tuple(str(v) for v in row.params.values() if isinstance(v, Term)),
        looks=tuple(str(c.looks) for c in own if c.looks),
        unbuilt=tuple(str(c.unbuilt) for c in own if c.unbuilt),
        checked=bool(own),
        acts=tuple(dict.fromkeys(str(a.label) for a in all_acts() if a.clause == row.id)),
    )
