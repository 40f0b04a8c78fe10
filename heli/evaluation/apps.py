"""The evaluation room: registers what it asks the parties."""

from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.clock import workdays
from heli.kernel.room import Room


class EvaluationRoom(Room):
    name = "heli.evaluation"
    label = "evaluation"

    def register(self) -> None:
        from heli.collaborations.facts import provide_fileables
        from heli.collaborations.visibility import SEES
        from heli.evaluation.models import Asked
        from heli.evaluation.queries import lessons_to_file
        from heli.matters.kinds import MatterKind, register_matter_kind

        register_kind(Kind("asked", "评价", Asked, _card, SEES, related=("collaboration",)))
        register_matter_kind(MatterKind("evaluation.view", "评价", "评价", workdays(5), page=lambda line: line.about_url))
        provide_fileables("evaluation", lessons_to_file)


def _card(row: object) -> Card:
    from heli.collaborations.cards import below_card

    return below_card(row, "评价", page="evaluation/")
