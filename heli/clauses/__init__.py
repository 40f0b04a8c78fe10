"""Clauses (规范条款): the norm as data, the checks that run it over live facts, and what comes of them.

Other rooms import from here: `check`, `Finding`, `Evidence`, `NOT_APPLICABLE`, `Answer`, `Standing`, `standing_by`,
`run`, `run_all`, `gate`; and from `heli.clauses.catalogue`: `clause`, `gates`, `period`, `number`, `param`, `norm`, `term`.
"""

from heli.clauses.registry import Standing, all_checks, check, gate, run, run_all, standing_by
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding, Lack, Result, State, lacks

__all__ = [
    "NOT_APPLICABLE",
    "Answer",
    "Evidence",
    "Finding",
    "Lack",
    "Result",
    "Standing",
    "State",
    "all_checks",
    "check",
    "gate",
    "lacks",
    "run",
    "run_all",
    "standing_by",
]
