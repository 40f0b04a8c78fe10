"""Gates: red points that forbid 同意 now. The room whose thing is approved registers a question; the answer is never stored."""

from __future__ import annotations

from collections.abc import Callable

from heli.kernel.errors import Reasons
from heli.kernel.ref import Ref

Gate = Callable[[Ref], Reasons]
_gates: dict[str, list[Gate]] = {}


def register_gate(about_kind: str, gate: Gate) -> None:
    """Ask `gate` before every 同意 on a thing of this kind, and show its answer first on the page.

    Each reason carries the clause and who can remove it. A gate takes a fixed number of queries.
    """
    known = _gates.setdefault(about_kind, [])
    if gate not in known:
        known.append(gate)


def drop_gate(about_kind: str, gate: Gate) -> None:
    """Take a gate back. Only for tests that add one."""
    _gates[about_kind].remove(gate)


def red_points(about: Ref) -> Reasons:
    """Everything that forbids 同意 at this moment; empty when nothing does."""
    return tuple(reason for gate in _gates.get(about.kind, ()) for reason in gate(about))
