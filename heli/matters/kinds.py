"""Kinds of matters, registered by the rooms that open them: data in a room's apps.py, no behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from heli.kernel.clock import Term

if TYPE_CHECKING:
    from heli.matters.queries import MatterLine

Silence = Literal["none", "deemed_agree", "deemed_accept"]


@dataclass(frozen=True)
class MatterKind:
    """What sort of point is open.

    `label` is the chip (任务, 征求意见 …), `verb` the button (答复, 验收 …), `term` the default time from opening to the answer.
    `sign`: lies in 待签收 until signed for; the clock runs meanwhile (B1). `read_only`: 待阅, never holds up a closing.
    `confirm`: an answer waits for the raiser. `on_silence` says what silence after the due time counts as, not before
    `silence_after` from opening where given; where an answer waits for the raiser, `deemed_accept` is about the raiser's silence
    only, since nothing is accepted that nobody has answered. `page` gives the address to which the verb leads; default the
    matter's own. `answerable`: answered and taken back by the acts of this room; by default only where there is no `page`,
    since else the deed on that page settles it. `movable`: the owner may pass it on inside the unit.
    """

    code: str
    label: str
    verb: str
    term: Term
    sign: bool = False
    read_only: bool = False
    confirm: bool = False
    on_silence: Silence = "none"
    silence_after: Term | None = None
    page: Callable[[MatterLine], str] | None = None
    answerable: bool | None = None
    movable: bool = True

    @property
    def owners_silence(self) -> Silence:
        """What it counts as that the owner says nothing."""
        return "none" if self.confirm and self.on_silence == "deemed_accept" else self.on_silence

    @property
    def answered_here(self) -> bool:
        """Whether `matter.answer` is the way to answer it."""
        return self.read_only or (self.page is None if self.answerable is None else self.answerable)


_kinds: dict[str, MatterKind] = {}


def register_matter_kind(kind: MatterKind) -> None:
    """Make `kind` known. Called from a room's apps.py."""
    _kinds[kind.code] = kind


def matter_kind(code: str) -> MatterKind:
    """The registered kind; a programming error when there is none."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"matter kind {code!r} is not registered") from None


def all_matter_kinds() -> tuple[MatterKind, ...]:
    """Every kind in order of its code."""
    return tuple(_kinds[c] for c in sorted(_kinds))


def reading_kinds() -> list[str]:
    """Codes of the kinds that are only read (待阅)."""
    return sorted(c for c, kind in _kinds.items() if kind.read_only)
