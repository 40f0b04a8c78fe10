"""The notices room."""

from heli.kernel.room import Room


class NoticesRoom(Room):
    name = "heli.notices"
    label = "notices"
