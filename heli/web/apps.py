"""The roof as a Django app."""

from heli.kernel.room import Room


class WebRoom(Room):
    name = "heli.web"
    label = "web"
