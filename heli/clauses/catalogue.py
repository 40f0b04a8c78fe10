"""The catalogue: the norm as read from its file, frozen, checked at reading. Pure: no database, no clock.

`clause("2.2.4")`, `gates(3)`, `period("2.2.5", "check_every")`, `term("基线")`. The file of a published version never changes;
its digest is on record (heli.clauses.acts). While something is judged by its version (7.2.2), these functions read that one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

import yaml

from heli.kernel.clock import Term
from heli.kernel.errors import Absent

DATA = Path(__file__).parent / "data"
CURRENT = "1.0"
_judging: ContextVar[str] = ContextVar("heli_norm_version", default=CURRENT)
STAGES: Mapping[int, str] = MappingProxyType(
    {1: "需求确认", 2: "流程设计", 3: "审批", 4: "执行实施", 5: "执行监控", 6: "成果交付", 7: "反馈评估"}
)
TOGETHER: Mapping[int, tuple[int, ...]] = MappingProxyType({4: (4, 5), 5: (4, 5)})
"""Execution and monitoring run side by side and are left together (2.2)."""

Proof = Literal["machine", "mixed", "person", "none"]
Scope = Literal["collaboration", "unit", "sharing", "platform", "norm"]
Weight = Literal["gate", "must", "should"]
PROOFS = ("machine", "mixed", "person", "none")
SCOPES = ("collaboration", "unit", "sharing", "platform", "norm")
WEIGHTS = ("gate", "must", "should")
ID = re.compile(r"[1-9]\d*(\.([1-9]\d*|[a-z]))*\Z")
_TERM = re.compile(r"\d+ (wd|d|h|mo|y)\Z")


class BrokenCatalogue(ValueError):
    """The file of a norm contradicts itself: a programming error, found before anything is judged by it."""


@dataclass(frozen=True)
class When:
    """When a clause must hold: at the exit of `stage`, always, yearly, or on an `event`."""

    kind: Literal["stage", "always", "yearly", "event"]
    stage: int = 0
    event: str = ""

    @property
    def label(self) -> str:
        """In words for a page."""
        if self.kind == "stage":
            return f"第 {self.stage} 阶段（{STAGES[self.stage]}）结束前"
        return {"always": "始终", "yearly": "每年", "event": "事由发生时"}[self.kind]


@dataclass(frozen=True)
class Clause:
    """One row of the norm. A section row has a title only; `demands` tells the two apart."""

    id: str
    title: str
    en: str
    order: int
    parent: str = ""
    text: str = ""
    proof: Proof | None = None
    check: str = ""
    judge: str = ""
    why: str = ""
    scope: Scope | None = None
    due: When | None = None
    weight: Weight | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    room: str = ""
    annex: str = ""
    origin: str = "standard"

    @property
    def demands(self) -> bool:
        """Whether it asks for something, as against a heading."""
        return bool(self.text)

    @property
    def chapter(self) -> str:
        """The number of its chapter."""
        return self.id.split(".")[0]

    @property
    def is_gate(self) -> bool:
        """Whether it holds a stage."""
        return self.weight == "gate"


@dataclass(frozen=True)
class Entry:
    """A term of the glossary with its meaning; `clause` where one defines it."""

    term: str
    text: str
    en: str
    clause: str = ""


@dataclass(frozen=True)
class Aim:
    """One of the four aims of 1.1.5 and how it is measured."""

    id: str
    clause: str
    title: str
    en: str
    measure: str


@dataclass(frozen=True)
class Module:
    """A functional module of 2.1."""

    id: str
    clause: str
    title: str
    en: str
    default_owner: str
    links: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """A scenario of 1.1.3 with its defaults. `review_within`: approval after the fact for what may not wait."""

    code: str
    title: str
    en: str
    level: str
    approval_depth: int
    outcome: str
    clock: str
    review_depth: int = 0
    review_within: Term | None = None


@dataclass(frozen=True)
class OutcomeKind:
    """A kind of outcome (1.3.8) and the archive group it goes to (2.4)."""

    code: str
    title: str
    en: str
    archive: str


@dataclass(frozen=True)
class Principle:
    """An attribution rule of 1.2.4: the fact that it reads and the default that it proposes."""

    id: str
    clause: str
    title: str
    en: str
    reads: str
    proposes: str
    origin: str = "standard"


@dataclass(frozen=True)
class Norm:
    """A version of the norm. `digest` is the SHA-256 of its file in hex; `clauses` stand in reading order."""

    id: str
    version: str
    title: str
    effective: date
    scope: str
    levels: tuple[str, ...]
    glossary: Mapping[str, Entry]
    aims: tuple[Aim, ...]
    modules: tuple[Module, ...]
    scenarios: tuple[Scenario, ...]
    outcome_kinds: tuple[OutcomeKind, ...]
    principles: tuple[Principle, ...]
    clauses: Mapping[str, Clause]
    digest: str

    def under(self, parent: str) -> tuple[Clause, ...]:
        """The children of a row in reading order; the chapters for ""."""
        return tuple(c for c in self.clauses.values() if c.parent == parent)

    def demands(self, scope: str = "") -> tuple[Clause, ...]:
        """The rows that ask for something, of one scope or of all."""
        return tuple(c for c in self.clauses.values() if c.demands and scope in ("", c.scope))


@contextmanager
def judging_by(version: str) -> Iterator[None]:
    """Read this version wherever none is named: a collaboration is judged by the version that it is bound to (7.2.2)."""
    token = _judging.set(version)
    try:
        yield
    finally:
        _judging.reset(token)


def norm(version: str = "") -> Norm:
    """The norm in that version, else in the one by which is being judged; `Absent` when the product does not carry it."""
    return _load(version or _judging.get())


@cache
def _load(version: str) -> Norm:
    if not re.fullmatch(r"\d+\.\d+", version) or not (file := DATA / f"norm-{version}.yaml").exists():
        raise Absent(f"没有规范 {version} 版")
    return read(file.read_bytes())


@cache
def versions() -> tuple[str, ...]:
    """The versions that the product carries, oldest first."""
    found = (file.stem.removeprefix("norm-") for file in DATA.glob("norm-*.yaml"))
    return tuple(sorted(found, key=lambda v: tuple(map(int, v.split(".")))))


def clause(id: str, version: str = "") -> Clause:
    """One row by its id; `Absent` when the version has none."""
    try:
        return norm(version).clauses[id]
    except KeyError:
        raise Absent(f"规范没有第 {id} 条") from None


def gates(stage: int, version: str = "") -> tuple[Clause, ...]:
    """The rows of weight `gate` due at the exit of `stage`, in reading order."""
    return tuple(c for c in norm(version).demands() if c.is_gate and c.due and c.due.stage == stage)


def param(clause_id: str, name: str, version: str = "") -> Any:
    """A parameter of a row: a `Term` where the file gives a period, else number, text or tuple."""
    params = clause(clause_id, version).params
    if name not in params:
        raise Absent(f"第 {clause_id} 条没有参数 {name}")
    return params[name]


def period(clause_id: str, name: str, version: str = "") -> Term:
    """A parameter that is a period."""
    return cast(Term, _of(Term, clause_id, name, version))


def number(clause_id: str, name: str, version: str = "") -> float:
    """A parameter that is a number: a count, a share of 0 to 1, a score of 0 to 100."""
    return cast(float, _of((int, float), clause_id, name, version))


def _of(kind: Any, clause_id: str, name: str, version: str) -> Any:
    value = param(clause_id, name, version)
    if not isinstance(value, kind):
        raise TypeError(f"{clause_id}.{name} is {value!r}")
    return value


def term(word: str, version: str = "") -> Entry | None:
    """What a term of the interface means (1.3); None when the glossary has none."""
    return norm(version).glossary.get(word)


def read(content: bytes) -> Norm:
    """The norm from the bytes of its file; `BrokenCatalogue` when it contradicts itself."""
    document = yaml.safe_load(content)
    head = document["norm"]
    clauses = [_clause(i, row) for i, row in enumerate(document["clauses"])]
    found = Norm(
        id=head["id"],
        version=str(head["version"]),
        title=head["title"],
        effective=head["effective"],
        scope=head["scope"],
        levels=tuple(head["levels"]),
        glossary=MappingProxyType({row["term"]: Entry(**row) for row in document["glossary"]}),
        aims=tuple(Aim(**row) for row in document["aims"]),
        modules=tuple(_module(row) for row in document["modules"]),
        scenarios=tuple(_scenario(row) for row in document["scenarios"]),
        outcome_kinds=tuple(OutcomeKind(**row) for row in document["outcome_kinds"]),
        principles=tuple(Principle(**row) for row in document["principles"]),
        clauses=MappingProxyType({c.id: c for c in clauses}),
        digest=hashlib.sha256(content).hexdigest(),
    )
    if problems := [*_doubles(clauses), *_problems(found)]:
        raise BrokenCatalogue("; ".join(problems))
    return found


def _clause(order: int, row: Mapping[str, Any]) -> Clause:
    values = {**row, "params": MappingProxyType({k: _value(v) for k, v in row.get("params", {}).items()})}
    return Clause(**{**values, "order": order, "due": _when(row.get("due"))})


def _when(due: Any) -> When | None:
    match due:
        case None:
            return None
        case int():
            return When("stage", stage=due)
        case "always" | "yearly":
            return When(due)
        case {"on_event": str(event)}:
            return When("event", event=event)
    raise BrokenCatalogue(f"due not understood: {due!r}")


def _value(value: Any) -> Any:
    if isinstance(value, str) and _TERM.match(value):
        return Term.parse(value)
    if isinstance(value, list):
        return tuple(_value(v) for v in value)
    if isinstance(value, dict):
        return MappingProxyType({k: _value(v) for k, v in value.items()})
    return value


def _module(row: Mapping[str, Any]) -> Module:
    return Module(**{**row, "links": tuple(row["links"]), "duties": tuple(row["duties"])})


def _scenario(row: Mapping[str, Any]) -> Scenario:
    values = dict(row)
    after = values.pop("after_review", None)
    if after:
        values |= {"review_depth": after["approval_depth"], "review_within": Term.parse(after["within"])}
    return Scenario(**values)


def _doubles(clauses: Iterable[Clause]) -> Iterable[str]:
    seen: set[str] = set()
    for one in clauses:
        if one.id in seen:
            yield f"{one.id}: id used twice"
        seen.add(one.id)


def _problems(norm: Norm) -> Iterable[str]:
    """What the header of the file promises and a row does not keep."""
    for one in norm.clauses.values():
        if not ID.match(one.id):
            yield f"{one.id}: not an id"
        above = norm.clauses.get(one.parent)
        if one.parent and (above is None or not one.id.startswith(f"{one.parent}.") or above.order > one.order):
            yield f"{one.id}: parent {one.parent} is missing, not its prefix, or stands below it"
        if one.demands:
            yield from _problems_of(one)
        elif (one.proof, one.scope, one.due, one.weight) != (None, None, None, None):
            yield f"{one.id}: a heading demands nothing"
    cited = [(e.clause, e.term) for e in norm.glossary.values() if e.clause]
    cited += [(x.clause, x.id) for group in (norm.aims, norm.modules, norm.principles) for x in cast(Any, group)]
    for id_, name in cited:
        if id_ not in norm.clauses:
            yield f"{name}: clause {id_} is missing"
    for scenario in norm.scenarios:
        if scenario.level not in norm.levels or scenario.outcome not in {k.code for k in norm.outcome_kinds}:
            yield f"{scenario.code}: level or outcome unknown"


def _problems_of(one: Clause) -> Iterable[str]:
    if one.proof not in PROOFS or one.scope not in SCOPES or one.weight not in WEIGHTS or one.due is None or not one.room:
        yield f"{one.id}: proof, scope, due, weight or room is missing or unknown"
        return
    said = (bool(one.check), bool(one.judge), bool(one.why))
    wanted = {"machine": (True, False, False), "mixed": (True, True, False), "person": (False, True, False)}
    if said != wanted.get(one.proof, (False, False, True)):
        yield f"{one.id}: proof {one.proof} does not fit check, judge and why"
    if one.due.kind == "stage" and one.due.stage not in STAGES:
        yield f"{one.id}: no stage {one.due.stage}"
    if one.is_gate and (one.scope != "collaboration" or one.due.kind != "stage" or not one.check):
        yield f"{one.id}: a gate is checked on a collaboration at the exit of a stage"
