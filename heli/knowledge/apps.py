"""The knowledge room: registers archived things, so that search finds them."""

from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_place


class KnowledgeRoom(Room):
    name = "heli.knowledge"
    label = "knowledge"

    def register(self) -> None:
        from heli.collaborations.parts import Part, provide_part
        from heli.collaborations.visibility import SEES
        from heli.knowledge.models import ArchiveItem
        from heli.knowledge.pages import archive_part

        register_kind(Kind("archive", "归档成果", ArchiveItem, _card, SEES, search="title", related=("collaboration",)))
        provide_part("evaluation", Part("knowledge", "knowledge/part.html", archive_part))
        register_place(Place("knowledge", "经验成果", "经验", "archive", "archive", ("officer", "coord"), 60))


def _card(row: object) -> Card:
    from heli.collaborations.cards import below_card

    return below_card(row, row.title, page="evaluation/")  # type: ignore[attr-defined]
