"""Worlds for the checks: each check needs one that keeps its clause and one that violates it. For tests only.

A room writes `tests/worlds.py`:

    @world("2.2.4", kept=False)
    def a_late_task_without_reason(cast) -> Ref:
        ...  # act by perform, return the root

`tests/test_worlds.py` collects them, judges each as if its stage were being left, and fails where a check has not both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from heli.clauses.registry import Check
from heli.clauses.results import Finding, NotApplicable
from heli.kernel.ref import Ref

Builder = Callable[[Any], Ref]
HOUSE = Path(__file__).parents[1]


@dataclass(frozen=True)
class World:
    """A builder of a state in which a clause is kept or violated; it takes the fixture `cast` and returns the root."""

    clause: str
    kept: bool
    build: Builder

    @property
    def name(self) -> str:
        """How a test report calls it."""
        return f"{self.clause} {self.build.__module__}.{self.build.__qualname__}"


_worlds: dict[tuple[str, str], World] = {}


def world(*clauses: str, kept: bool) -> Callable[[Builder], Builder]:
    """Declare the decorated builder as a world of these clauses."""

    def declare(build: Builder) -> Builder:
        for clause_id in clauses:
            new = World(clause_id, kept, build)
            _worlds[clause_id, new.name] = new
        return build

    return declare


def worlds() -> tuple[World, ...]:
    """Every world of every room, in order."""
    for file in sorted(HOUSE.glob("**/tests/worlds.py")):
        import_module(".".join(file.relative_to(HOUSE.parent).with_suffix("").parts))
    return tuple(_worlds[key] for key in sorted(_worlds))


def speaks_against(one: Check, root: Ref) -> bool:
    """Whether this very check has an open finding in a world."""
    answer = one.ask(root)
    return not isinstance(answer, NotApplicable) and any(isinstance(x, Finding) and not x.excused for x in answer)


def has_a_view(one: Check, root: Ref) -> bool:
    """Whether this check had something to look at and found nothing open."""
    return not isinstance(one.ask(root), NotApplicable) and not speaks_against(one, root)


def lacking(kept: Sequence[str], violated: Sequence[str], all_names: Sequence[str]) -> list[str]:
    """The checks that miss a keeping or a violating world, in words."""
    result = [f"{n}: no world keeps it" for n in all_names if n not in kept]
    return result + [f"{n}: no world violates it" for n in all_names if n not in violated]
