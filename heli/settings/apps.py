"""The settings room; it has no tables until the dated values come."""

from heli.kernel.room import Room


class SettingsRoom(Room):
    name = "heli.settings"
    label = "settings"
