"""The approvals room: its kinds of matters, its card."""

from heli.kernel.cards import Kind, register_kind
from heli.kernel.room import Room


class ApprovalsRoom(Room):
    name = "heli.approvals"
    label = "approvals"

    def register(self) -> None:
        from heli.approvals import asking, cards, models
        from heli.approvals.attaching import decided, may_attach
        from heli.approvals.conditions import SeesApproval
        from heli.documents.attachable import register_attachable

        register_kind(
            Kind("approval", "审批单", models.Approval, cards.approval_card, SeesApproval(), number="number", search="title")
        )
        asking.register_kinds()
        register_attachable("approval", may_attach, decided)
