"""What would settle a finding of the coverage test, where the attribution rules of 1.2.4 know it: pure functions.

A remedy is a proposal that people may depart from. Where the rules do not point to one unit there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heli.collaborations.duties.rules import Duty, DutyList, Finding

Cells = tuple[tuple[str, str, frozenset[str]], ...]


@dataclass(frozen=True)
class Remedy:
    """The cells as they shall be (row, unit, kinds). `lead` leads in the end, `lowered` units lead no longer."""

    cells: Cells
    lead: str = ""
    lowered: tuple[str, ...] = ()


def remedy(duties: DutyList, finding: Finding) -> Remedy | None:
    """The proposal for `finding`; None where people have to decide without one."""
    row = next((r for r in duties.rows if r.id == finding.row), None)
    if row is None:
        return None
    if finding.sort == "gap":
        return _gap(duties, row)
    if finding.sort == "self_review":
        (unit,) = finding.units
        return Remedy(((row.id, unit, _kinds(row, unit) - {"review"}),))
    if finding.sort == "overlap" and len(row.units("lead")) > 1:
        return _overlap(duties, row)
    return None


def _gap(duties: DutyList, row: Duty) -> Remedy | None:
    """谁主管、谁负责: the one that does it leads; else the unit that makes the outcome, where it has a part in the row."""
    doing = row.units("do")
    lead = doing[0] if len(doing) == 1 else _maker(duties, row, doing or [c.unit for c in row.cells])
    return Remedy(((row.id, lead, frozenset({"lead", "do"})),), lead) if lead else None


def _overlap(duties: DutyList, row: Duty) -> Remedy | None:
    """Of several leads the one that also does it keeps the lead, else the maker of the outcome; the others go on as helpers."""
    leads = row.units("lead")
    doing = [u for u in leads if "do" in _kinds(row, u)]
    lead = doing[0] if len(doing) == 1 else _maker(duties, row, leads)
    if not lead:
        return None
    others = tuple(u for u in leads if u != lead)
    return Remedy(tuple((row.id, u, (_kinds(row, u) - {"lead"}) or frozenset({"assist"})) for u in others), lead, others)


def _maker(duties: DutyList, row: Duty, among: Iterable[str]) -> str:
    maker = duties.makers.get(row.outcome, "")
    return maker if maker in tuple(among) else ""


def _kinds(row: Duty, unit: str) -> frozenset[str]:
    return next((c.kinds for c in row.cells if c.unit == unit), frozenset())
