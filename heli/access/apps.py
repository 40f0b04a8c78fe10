"""Access as a Django app; it has no tables of its own."""

from heli.kernel.room import Room


class AccessRoom(Room):
    name = "heli.access"
    label = "access"
