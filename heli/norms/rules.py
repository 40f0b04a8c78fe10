"""How results are shown: pure functions over the results of clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heli.clauses.catalogue import Clause, Norm
from heli.clauses.results import LABELS, Result, State

TODO = "todo"
ALL = "all"
FILTERS = {
    TODO: "需处理",
    State.BROKEN: LABELS[State.BROKEN],
    State.UNSETTLED: LABELS[State.UNSETTLED],
    State.KEPT: LABELS[State.KEPT],
    State.NOT_APPLICABLE: LABELS[State.NOT_APPLICABLE],
    State.UNBUILT: LABELS[State.UNBUILT],
    ALL: "全部",
}
_ORDER = (State.BROKEN, State.UNSETTLED, State.KEPT, State.NOT_APPLICABLE, State.UNBUILT)
_WEIGHTS = ("gate", "must", "should")


@dataclass(frozen=True)
class Cell:
    """One clause on the map. `partial`: a part of the row is not checked yet."""

    id: str
    state: str
    label: str
    partial: bool


@dataclass(frozen=True)
class Chapter:
    """One chapter on the map: its cells by section; `settled` counts the clauses that are kept or broken."""

    id: str
    title: str
    sections: tuple[tuple[Cell, ...], ...]
    kept: int
    settled: int


def needs_work(result: Result) -> bool:
    """Whether somebody has something to do: broken, or open with a finding that will break it at the stage's exit."""
    return result.state is State.BROKEN or (result.state is State.UNSETTLED and bool(result.open))


def counts(results: Mapping[str, Result]) -> dict[str, int]:
    """How many results each filter lets through."""
    found = Counter(str(r.state) for r in results.values())
    return {str(f): found[str(f)] for f in FILTERS} | {
        TODO: sum(needs_work(r) for r in results.values()),
        ALL: len(results),
    }


def passes(result: Result, state: str) -> bool:
    """Whether a result is shown under the filter `state`."""
    return state == ALL or result.state == state or (state == TODO and needs_work(result))


def fits(clause: Clause, words: str) -> bool:
    """Whether a clause is found by id, title or wording; every word must occur."""
    text = f"{clause.id} {clause.title} {clause.text}".lower()
    return all(w in text for w in words.lower().split())


def choose(norm: Norm, results: Mapping[str, Result], state: str, chapter: str, words: str) -> list[Result]:
    """The results to list, those that block first: broken, open, kept; gates before the others; then reading order."""
    rows = norm.clauses
    found = [
        r
        for r in results.values()
        if passes(r, state) and chapter in ("", rows[r.clause].chapter) and fits(rows[r.clause], words)
    ]
    return sorted(
        found, key=lambda r: (_ORDER.index(r.state), _WEIGHTS.index(rows[r.clause].weight or "should"), rows[r.clause].order)
    )


def chapters(norm: Norm, results: Mapping[str, Result]) -> tuple[Chapter, ...]:
    """The map: all seven chapters, each with the cells of its sections in reading order."""
    return tuple(_chapter(norm, one, results) for one in norm.under(""))


def _chapter(norm: Norm, chapter: Clause, results: Mapping[str, Result]) -> Chapter:
    own = [r for r in results.values() if norm.clauses[r.clause].chapter == chapter.id]
    sections: dict[str, list[Cell]] = {}
    for result in own:
        section = ".".join(result.clause.split(".")[:2])
        sections.setdefault(section, []).append(Cell(result.clause, str(result.state), result.label, _is_partial(result)))
    kept = sum(r.state is State.KEPT for r in own)
    broken = sum(r.state is State.BROKEN for r in own)
    return Chapter(chapter.id, chapter.title, tuple(tuple(s) for s in sections.values()), kept, kept + broken)


def _is_partial(result: Result) -> bool:
    return bool(result.unbuilt) and result.state is not State.UNBUILT


def partial(results: Iterable[Result]) -> int:
    """How many kept clauses have a part that nobody checks yet."""
    return sum(r.state is State.KEPT and _is_partial(r) for r in results)


def hands(results: Iterable[Result]) -> tuple[tuple[str, int], ...]:
    """In whose hands it lies: who can solve how many clauses that need work, the most first."""
    found: Counter[str] = Counter()
    for result in results:
        if needs_work(result):
            found.update({f.ask for f in result.open if f.ask})
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def page_of(items: Sequence[Result], number: int, size: int) -> tuple[Sequence[Result], int, int]:
    """The items of a page, its number kept within what there is, and the number of pages; at least one."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    return items[(number - 1) * size : number * size], number, pages
