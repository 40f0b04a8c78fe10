"""What forbids 同意 on a design at this moment: red findings, and columns that are not confirmed as they stand (1.2.2, 1.2.3)."""

from __future__ import annotations

from heli.approvals.gates import register_gate
from heli.collaborations.duties.queries import design, stage_of
from heli.collaborations.duties.rules import APPROVAL, red
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


def register() -> None:
    """Ask before every 同意 on a collaboration."""
    register_gate("collaboration", red_cells)


def red_cells(about: Ref) -> Reasons:
    """The open findings and unconfirmed columns of a design that is being approved. Ten queries."""
    if stage_of(about.id) != APPROVAL:
        return ()
    now = design(about.id)
    found = [Reason(f.sentence, f.clause, ask="流程设计人", todo="退回修改职责清单") for f in red(now.findings)]
    names = unit_names(now.unconfirmed())
    for unit in now.unconfirmed():
        short = names[unit].short
        words = f"{short}没有确认现在这一版的职责和任务"
        found.append(Reason(words, "1.2.3", ask=f"{short}联络员", todo="退回后请该单位重新确认"))
    return tuple(found)
