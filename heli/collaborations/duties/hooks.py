"""Checks of the duty list: overlaps, gaps, completeness and confirmation (1.2.2, 1.2.3)."""

from __future__ import annotations

from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.duties import queries
from heli.collaborations.duties.columns import settle_changed
from heli.collaborations.duties.rules import Finding as Red
from heli.kernel.memory import once
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


@once
def design(root: Ref) -> queries.Design:
    """Duty list and findings, read once a run."""
    return queries.design(root.id)


def _of(root: Ref, sort: str) -> list[Red]:
    return [f for f in design(root).findings if f.sort == sort]


def _told(found: list[Red], todo: str) -> list[Finding | Evidence]:
    return [Finding(f.sentence, "流程设计人", todo, excused=f.accepted.reason if f.accepted else "") for f in found]


@check("1.2.2.a", looks="职责清单的牵头格")
def no_overlap(root: Ref) -> Answer:
    """No duty with two leads, no output claimed by two."""
    if not design(root).duties.rows:
        return NOT_APPLICABLE
    found = _told(_of(root, "overlap"), "只留一个牵头单位，或由牵头单位写明理由保留")
    return found or [Evidence(f"{len(design(root).duties.rows)} 项职责，没有两家同时牵头的，也没有两行交同一成果")]


@check("1.2.2.b", looks="预期成果、任务和职责清单")
def no_gap(root: Ref) -> Answer:
    """No outcome, task or duty without a lead."""
    duties = design(root).duties
    if not (duties.rows or duties.outcomes or duties.tasks):
        return NOT_APPLICABLE
    found = _told(_of(root, "gap"), "指定牵头单位，或由牵头单位写明理由和补齐日期")
    return found or [Evidence("每件成果、每个任务都落在有牵头单位的职责上")]


@check("1.2.3", looks="职责清单的边界、单位、人员、类别、成果和各方确认")
def list_is_complete_and_confirmed(root: Ref) -> Answer:
    """There is a list, its rows are complete, every party confirmed its column as it stands."""
    now = design(root)
    if not now.duties.rows:
        return [Finding("还没有职责清单", "流程设计人", "填写职责清单")]
    found = _told(_of(root, "incomplete"), "补齐，或改定单位") + _told(_of(root, "self_review"), "审核另定一个单位")
    names = unit_names(now.unconfirmed())
    for unit in now.unconfirmed():
        short = names[unit].short
        found.append(unconfirmed(short))
    return found or [Evidence(f"{len(now.units)} 个单位都确认了本方一列")]


@on("duty.paste")
@on("duty.edit")
@on("duty.remove")
@on("duty.mark")
@on("duty.fill")
@on("finding.adopt")
@on("task.plan")
@on("task.replan")
@on("task.drop")
def settle_disputes(deed: Deed) -> None:
    """A dispute over a column is settled by changing the column."""
    settle_changed(deed.root.id)


def unconfirmed(short: str) -> Finding:
    """A unit has not confirmed its part as it stands: one act answers for its column (1.2.3) and its tasks (2.2.2) together."""
    return Finding(f"{short}还没有确认本方职责和任务", f"{short}联络员", "请该单位确认现在这一版")
