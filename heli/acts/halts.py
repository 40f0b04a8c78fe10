"""What halts a root: the one place that refuses every deed below something that has ended or rests.

The room of a kind of root registers a `Halting`. Its columns are read with the subject's own row, after the lock, so the
question costs no statement; which acts go on all the same is said by the act (`@act(..., halted=…)`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from heli.acts.models import Root
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import now

if TYPE_CHECKING:
    from heli.acts.registry import Act

How = Literal["paused", "ended"]


@dataclass(frozen=True)
class Halt:
    """How a root stands still, since when, and the reason in words."""

    how: How
    reason: Reason
    since: datetime | None = None


@dataclass(frozen=True)
class Halting:
    """What can halt the roots of one kind. `columns` gives subqueries by name, of the root id that it is handed;
    `read` makes a halt of their values, which are all None for a root of another kind; `resting` says by a filter on a
    row's root whether its clocks stand still."""

    columns: Callable[[OuterRef], Mapping[str, Combinable]]
    read: Callable[[Mapping[str, Any]], Halt | None]
    resting: Callable[[OuterRef], Q]


_halting: dict[str, Halting] = {}


def register_halting(code: str, halting: Halting) -> None:
    """Say what halts roots of kind `code`. Called from a room's apps.py, once."""
    _halting[code] = halting


def with_halts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows, each with what `halt_of` needs: no statement more."""
    root = OuterRef("pk" if rows.model is Root else "root")
    found = {_name(code, n): column for code, h in _halting.items() for n, column in h.columns(root).items()}
    return rows.annotate(**found) if found else rows


def halt_of(row: Model) -> Halt | None:
    """What halts the root of a row that was read `with_halts`."""
    for code, halting in _halting.items():
        names = [n for n in vars(row) if n.startswith(_name(code, ""))]
        if (found := halting.read({n.removeprefix(_name(code, "")): getattr(row, n) for n in names})) is not None:
            return found
    return None


def halt_of_root(root: UUID) -> Halt | None:
    """What halts a root. One query, for a page."""
    row = with_halts(Root.objects.filter(pk=root)).first()
    return halt_of(row) if row is not None else None


def against(act: Act, row: Model) -> Reasons:
    """The reasons against `act` about a row that was read `with_halts`; empty when its root goes on, or the act does."""
    found = halt_of(row)
    if found is None or (act.halted is not None and act.halted(row, found.how)):
        return ()
    return (found.reason,)


def reason_of(row: Model) -> Reason | None:
    """Why nothing can be done about a row that was read `with_halts`, for a page that then offers no deed."""
    found = halt_of(row)
    return found.reason if found is not None else None


def ticking(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Only the rows whose clocks run: for the worker, which does nothing about what rests."""
    for halting in _halting.values():
        rows = rows.exclude(halting.resting(OuterRef("root")))
    return rows


def moment_of(root: UUID) -> datetime:
    """The moment at which the clocks of a root stand: now, or since when it rests. One query."""
    found = halt_of_root(root)
    return found.since if found is not None and found.how == "paused" and found.since is not None else now()


def while_paused(subject: Any, how: How) -> bool:
    """For acts that go on while their root rests, but not once it has ended."""
    return how == "paused"


def _name(code: str, column: str) -> str:
    return f"halt_{code}_{column}"
