"""Clauses (规范条款): the norm as data, the checks that run it over live facts, and what comes of them.

Other rooms import from here: `check`, `once`, `Finding`, `Evidence`, `NOT_APPLICABLE`, `Answer`, `Standing`, `standing_by`,
`run`, `run_all`, `gate`; and from `heli.clauses.catalogue`: `clause`, `gates`, `period`, `number`, `param`, `norm`, `term`.
"""

from heli.clauses.registry import Standing, all_checks, check, gate, once, run, run_all, standing_by
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding, Lack, Result, State, once_each

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
    "once",
    "once_each",
    "run",
    "run_all",
    "standing_by",
]
