"""The matters room: registers its one kind of thing. Kinds of matters are registered by the rooms that open them."""

from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.room import Room


class MattersRoom(Room):
    name = "heli.matters"
    label = "matters"

    def register(self) -> None:
        from heli.matters.conditions import SeesMatter
        from heli.matters.models import Matter

        register_kind(Kind("matter", "事项", Matter, _card, SeesMatter(), number="number", search="title"))


def _card(matter: object) -> Card:
    from heli.access.labels import AUDIENCES
    from heli.matters.models import STATES, Matter

    assert isinstance(matter, Matter)
    return Card(
        matter.ref,
        matter.root_id,
        matter.version,
        matter.title,
        matter.number,
        url=f"/matters/{matter.id}",
        level=matter.level,
        audience=AUDIENCES[matter.audience],
        state=STATES[matter.state],
    )
