"""The norms room; it has no tables yet, its pages read the clauses room."""

from heli.kernel.room import Room
from heli.kernel.shell import Place, register_place


class NormsRoom(Room):
    name = "heli.norms"
    label = "norms"

    def register(self) -> None:
        # the icon's name for the sprite: icon('book-2')
        register_place(Place("norm", "协作规范", "规范", "book-2", "norm", ("coord", "audit", "admin"), 70))
