"""Checks: is this clause kept? Rooms register them in `hooks.py`; the check of a gate row also holds its stage.

    @check("2.2.4", looks="任务骨架", unbuilt="变更批准后的取消")
    def tasks_are_done(root: Ref) -> Answer:
        ...

A check takes the root of a collaboration (or of what the row's scope names) and returns findings against, evidence for, or
`NOT_APPLICABLE`. It reads, never writes, with a fixed number of queries. Several rooms may check one clause; their facts are
joined. What many checks read in one run is read once by `@once`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from heli.clauses.catalogue import CURRENT, TOGETHER, Clause, clause, gates, judging_by, norm
from heli.clauses.results import Answer, Result, State, settle
from heli.kernel.errors import Reason, Reasons
from heli.kernel.memory import remembering
from heli.kernel.ref import Ref
from heli.kernel.text import Text

Question = Callable[[Ref], Answer]
UNBUILT_JUDGEMENT = "人工判断"


@dataclass(frozen=True)
class Check:
    """A registered check. `looks` says in a few words what it looks at, `unbuilt` which part of the row it cannot see yet."""

    clause: str
    ask: Question
    looks: Text = ""
    unbuilt: Text = ""

    @property
    def name(self) -> str:
        """Room, module and function: how documents and tests name it."""
        return f"{self.ask.__module__}.{self.ask.__qualname__}"

    @property
    def room(self) -> str:
        """The room that registers it."""
        return self.ask.__module__.split(".")[1]


@dataclass(frozen=True)
class Standing:
    """Where a root stands: the first stage that is not left yet (8 when all are), and the version that it is bound to."""

    stage: int | None = None
    version: str = CURRENT


_checks: dict[str, list[Check]] = {}
_standings: dict[str, Callable[[Ref], Standing]] = {}
_scopes: dict[str, str] = {"organisation": "unit", "installation": "platform"}
_forced: set[str] = set()


def check(clause_id: str, *, looks: Text = "", unbuilt: Text = "") -> Callable[[Question], Question]:
    """Register the decorated function as a check of that clause; an unknown clause is a programming error."""
    if not clause(clause_id).demands:
        raise RuntimeError(f"{clause_id} is a heading and demands nothing")

    def declare(ask: Question) -> Question:
        new = Check(clause_id, ask, looks, unbuilt)
        # a module that is loaded again replaces its own check
        _checks[clause_id] = [c for c in _checks.get(clause_id, []) if c.name != new.name] + [new]
        return ask

    return declare


def standing_by(kind: str, question: Callable[[Ref], Standing]) -> None:
    """Hand in how roots of `kind` stand. Clauses lies below the rooms that know it."""
    _standings[kind] = question


def standing(root: Ref) -> Standing:
    """Stage and version of a root; no stage and the current version where no room answers."""
    question = _standings.get(root.kind)
    return question(root) if question else Standing()


def checks(clause_id: str) -> tuple[Check, ...]:
    """The checks of a clause in order of their names."""
    return tuple(sorted(_checks.get(clause_id, ()), key=lambda c: c.name))


def all_checks() -> tuple[Check, ...]:
    """Every check in reading order of the norm."""
    return tuple(c for id_ in norm().clauses for c in checks(id_))


def run(clause_id: str, root: Ref, *, leaving: bool = False) -> Result:
    """How one clause stands for `root` now; `leaving`: as if the stage in which it is due were being left."""
    with remembering():
        where = standing(root)
        with judging_by(where.version):
            return _result(clause(clause_id), root, None if leaving else where.stage)


def run_all(root: Ref) -> dict[str, Result]:
    """How every clause of the root's scope stands now, in reading order."""
    with remembering():
        where = standing(root)
        with judging_by(where.version):
            return {c.id: _result(c, root, where.stage) for c in norm().demands(_scopes.get(root.kind, root.kind))}


def gate(root: Ref, stage: int) -> Reasons:
    """What stands against leaving `stage`: the open findings of its gate rows, each with clause, whom to ask, what to do.

    A gate row without a check holds the stage too: what nobody looked at is not kept.
    """
    with remembering(), judging_by(standing(root).version):
        rows = [c for s in TOGETHER.get(stage, (stage,)) for c in gates(s)]
        return tuple(reason for row in rows for reason in _against(_result(row, root, None)))


def _against(result: Result) -> Reasons:
    if result.state is State.UNBUILT:
        return (Reason("本条的检查尚未建成，无法确认符合", result.clause, ask="系统管理员"),)
    return result.reasons()


def _result(row: Clause, root: Ref, stage: int | None) -> Result:
    own = checks(row.id)
    unbuilt = [str(c.unbuilt) for c in own] + ([UNBUILT_JUDGEMENT] if row.judge else [])
    answers: list[Answer] = [] if not own else [[]] if row.id in _forced else [c.ask(root) for c in own]
    return settle(row, answers, unbuilt, [str(c.looks) for c in own if c.looks], stage)


def by_clause() -> Mapping[str, tuple[Check, ...]]:
    """Clause → its checks, for the generated page of the engineers."""
    return {c.clause: checks(c.clause) for c in all_checks()}


@contextmanager
def forced_kept(clause_id: str) -> Iterator[None]:
    """Make the checks of a clause find nothing. Only for the test that this breaks a world."""
    _forced.add(clause_id)
    try:
        yield
    finally:
        _forced.discard(clause_id)


def forget(ask: Question) -> None:
    """Take a check back. Only for tests that add one."""
    for id_, own in list(_checks.items()):
        _checks[id_] = [c for c in own if c.ask is not ask]
