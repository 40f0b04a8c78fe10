"""What a story is made of: the texts of a matter, its people by name, its units by short name, days by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LIAISONS = {
    "市监": "唐宁", "公安": "陆平", "税务": "陈晓燕", "人社": "叶明",
    "医保": "顾晨", "公积金": "孔丽", "人行": "任静", "数据": "丁一",
}  # fmt: skip
"""Who answers for a unit."""


@dataclass(frozen=True)
class Product:
    """An expected outcome."""

    title: str
    kind: str
    indicator: str
    baseline: str
    target: str
    maker: str
    receiver: str


@dataclass(frozen=True)
class Duty:
    """A row of the duty list; `cells` stand in the order of the script's units, "·" for none."""

    module: str
    title: str
    cells: str
    boundary: str
    deliverable: str
    product: int | None = None


@dataclass(frozen=True)
class Job:
    """A task. `duty` is the title of its row, `needs` are titles of tasks before it."""

    title: str
    duty: str
    unit: str
    doer: str
    receiver: str
    starts: int
    due: int
    deliverable: str
    criterion: str
    needs: tuple[str, ...] = ()
    product: int = 0


@dataclass(frozen=True)
class Roles:
    """Who is what in a matter."""

    officer: str
    confirmer: str
    first: str
    second: str
    leader: str
    designer: str
    head: str
    modules: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Risk:
    """A named risk."""

    title: str
    level: str
    response: str
    trigger: str


@dataclass(frozen=True)
class Objection:
    """A unit's objection in the consultation and what became of it."""

    words: str
    adopted: str
    reply: str


@dataclass(frozen=True)
class Script:
    """A matter as it is told. `begins` and `ends` are days; `units` are all that work on it, the lead first."""

    title: str
    begins: int
    ends: int
    units: tuple[str, ...]
    roles: Roles
    problem: str
    goal: str
    scope: str
    excludes: str
    basis: str
    beneficiary: str
    products: tuple[Product, ...]
    goals: tuple[tuple[int, str, int], ...]
    duties: tuple[Duty, ...] = ()
    jobs: tuple[Job, ...] = ()
    risks: tuple[Risk, ...] = ()
    objections: Mapping[str, Objection] = field(default_factory=dict)
    opinions: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)
    """Approver → opinion, and the words on reasonableness, feasibility, risk."""
    initiator: str = ""

    def concerned(self) -> list[str]:
        """The units that have a part in some duty: those that are asked for their view."""
        cells = [d.cells.split() for d in self.duties]
        return [unit for i, unit in enumerate(self.units) if any(row[i] != "·" for row in cells)]
