"""The deed in progress: what the pipeline knows while an act runs, and the only thing through which rows are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model

from heli.kernel.actor import Actor
from heli.kernel.ids import derived_id, random_id
from heli.kernel.ref import Ref
from heli.kernel.time import now

if TYPE_CHECKING:
    from heli.acts.registry import Act

MAX_DEPTH = 2
_open: ContextVar[Deed | None] = ContextVar("heli_deed", default=None)


class OutsideAct(RuntimeError):
    """A state row was written where no act is open, or beyond the roots that it locked: a programming error."""


@dataclass
class Deed:
    """An act that is being carried out. `about` is how the subject was called before it.

    `roots` holds the locked roots; `rows` the images of what was written, last write last; `children` the deeds that
    reactions made. `entry` is derived from the key, so that all ids below it are the same at a repeat.
    """

    act: Act
    actor: Actor
    subject: Any
    ref: Ref
    input: Any
    entry: UUID
    root: Ref
    at: datetime
    roots: set[UUID]
    key: str | None = None
    parent: Deed | None = None
    result: Any = None
    rows: dict[tuple[str, UUID], Mapping[str, Any] | None] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    children: list[Deed] = field(default_factory=list)
    _made: int = 0

    @property
    def depth(self) -> int:
        """0 for what the actor did, 1 and 2 for what followed from it."""
        return 0 if self.parent is None else self.parent.depth + 1

    def new_id(self, label: str) -> UUID:
        """The id of the next row that this deed makes."""
        self._made += 1
        return derived_id(secret(), str(self.entry), label, str(self._made))

    def note(self, model: type[Model], id_: UUID, image: Mapping[str, Any] | None) -> None:
        """Remember that a row was written (`image`) or removed (None)."""
        from heli.acts.rows import kind_code

        self.rows[(kind_code(model), id_)] = image

    def new_root(self, kind: str) -> Any:
        """Make a root inside this deed and lock it by having made it."""
        from heli.acts.models import Root

        root = Root.objects.create(id=self.new_id(f"root.{kind}"), kind=kind)
        self.roots.add(root.id)
        self.note(Root, root.id, {"id": str(root.id), "kind": kind})
        return root

    def child(self, name: str, subject: Any, input: Any = None) -> Any:
        """Carry out another act as a visible consequence of this one, in the same transaction, as a system for the actor."""
        from heli.acts.pipeline import carry_out_child

        return carry_out_child(self, name, [(subject, input)])[0]

    def children_of(self, name: str, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
        """The same for many subjects of one verb, written together: the number of statements does not grow."""
        from heli.acts.pipeline import carry_out_child

        return carry_out_child(self, name, pairs) if pairs else []


def current() -> Deed:
    """The deed that is open; `OutsideAct` when there is none."""
    deed = _open.get()
    if deed is None:
        raise OutsideAct("state is written only inside an act: use perform()")
    return deed


def this_moment() -> datetime:
    """The moment of the open deed; the present where somebody only asks what could be done."""
    deed = _open.get()
    return deed.at if deed is not None else now()


def enter(deed: Deed | None) -> Any:
    """Make `deed` the open one; returns the token for `leave`."""
    return _open.set(deed)


def leave(token: Any) -> None:
    """Go back to the deed that was open before."""
    _open.reset(token)


def secret() -> bytes:
    """The installation's secret for derived ids."""
    return bytes.fromhex(settings.HELI_ID_SECRET)


def entry_id(actor: Actor, act: str, subject: Ref, key: str | None) -> UUID:
    """The id of the entry: from the key, whose scope is person, post, act and subject (T19); random without a key."""
    if key is None:
        return random_id()
    return derived_id(secret(), *actor.identity(), act, str(subject), key)
