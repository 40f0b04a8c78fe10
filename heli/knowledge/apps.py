"""The knowledge room: registers archived things, so that search finds them."""

from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.room import Room


class KnowledgeRoom(Room):
    name = "heli.knowledge"
    label = "knowledge"

    def register(self) -> None:
        from heli.collaborations.visibility import SEES
        from heli.knowledge.models import ArchiveItem

        register_kind(Kind("archive", "归档成果", ArchiveItem, _card, SEES, search="title", related=("collaboration",)))


def _card(row: object) -> Card:
    from heli.collaborations.cards import below_card

    return below_card(row, row.title, page="evaluation/")  # type: ignore[attr-defined]
