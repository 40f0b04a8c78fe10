"""From what an address or a request says (`kind:id`, `kind:number`) to the subject that an act is about, as the actor sees it."""

from __future__ import annotations

from uuid import UUID

from heli.acts.doors import INSTALLATION, installation_id
from heli.acts.models import Root
from heli.acts.registry import Act
from heli.acts.rows import kind_code
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, find
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref

ROOT = "root"


def kind_for(act: Act) -> str:
    """The kind of thing that `act` is about."""
    return ROOT if act.on is Root else kind_code(act.on)


def subject_card(act: Act, text: str, actor: Actor) -> Card:
    """The card of the subject, or `Absent`: of another kind, hidden and absent are one answer (T11, T17)."""
    kind, _, key = text.partition(":")
    if kind != kind_for(act):
        raise Absent
    return card_of(kind, key, actor)


def card_of(kind: str, key: UUID | str, actor: Actor) -> Card:
    """The card behind `kind:key`; the installation, container of whatever has no other, is `root:installation`."""
    if kind == ROOT:
        if str(key) not in (INSTALLATION, str(installation_id())):
            raise Absent
        return installation()
    return find(kind, key, visible_to=actor)


def installation() -> Card:
    """The card of the installation's root. Everybody who signs in works in it."""
    return Card(Ref(ROOT, installation_id()), installation_id(), 1, "本平台", INSTALLATION)
