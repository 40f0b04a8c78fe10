"""The scratch room: registers its one kind."""

from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.conditions import Signed
from heli.kernel.room import Room


class ScratchRoom(Room):
    name = "heli.scratch"
    label = "scratch"

    def register(self) -> None:
        from heli.scratch.models import Thing

        register_kind(Kind("thing", "物件", Thing, _card, Signed(), number="code", search="title"))


def _card(thing: object) -> Card:
    return Card(thing.ref, thing.root_id, thing.version, thing.title, thing.code)  # type: ignore[attr-defined]
