"""The papers room: numbers."""

from heli.kernel.room import Room


class PapersRoom(Room):
    name = "heli.papers"
    label = "papers"
