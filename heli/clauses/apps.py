"""The clauses room: registers the versions of the norm that are in force here."""

from heli.kernel.cards import Kind, register_kind, register_root
from heli.kernel.conditions import Signed
from heli.kernel.room import Room


class ClausesRoom(Room):
    name = "heli.clauses"
    label = "clauses"

    def register(self) -> None:
        from heli.clauses.models import NormVersion
        from heli.clauses.queries import version_card

        register_kind(Kind("norm_version", "规范版本", NormVersion, version_card, Signed(), number="code"))
        register_root("norm", Signed())
