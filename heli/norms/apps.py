"""The norms room; it has no tables yet, its pages read the clauses room."""

from heli.kernel.room import Room


class NormsRoom(Room):
    name = "heli.norms"
    label = "norms"
