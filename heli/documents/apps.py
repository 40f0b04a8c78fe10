"""The documents room: its kind, its exits, the address that receives files."""

from heli.access.exits import register_exit
from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.room import Room

EXITS = {"file": "file", "files-of": "fragment", "files-attach": "page"}


class DocumentsRoom(Room):
    name = "heli.documents"
    label = "documents"

    def register(self) -> None:
        from heli.acts.forms import register_options
        from heli.documents.along import own_files
        from heli.documents.conditions import SeesAbout
        from heli.documents.models import Attachment
        from heli.documents.receiving import register_receiver

        register_kind(Kind("attachment", "附件", Attachment, _card, SeesAbout()))
        register_receiver("files-attach")
        register_options("own_files", own_files)
        for name, sort in EXITS.items():
            register_exit(name, sort)


def _card(row: object) -> Card:
    from heli.documents.models import Attachment

    assert isinstance(row, Attachment)
    return Card(row.ref, row.root_id, row.version, row.name, url=f"/files/of/{row.about_kind}/{row.about_id}/")
