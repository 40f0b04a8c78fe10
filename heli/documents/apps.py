"""The documents room: its kind, the address that receives files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heli.kernel.cards import Card, Kind, kind, register_kind
from heli.kernel.room import Room

if TYPE_CHECKING:
    from heli.documents.models import Attachment


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


def _card(row: object) -> Card:
    from heli.documents.models import Attachment

    assert isinstance(row, Attachment)
    above = _about(row)
    url = f"/files/of/{row.about_kind}/{row.about_id}/"
    return Card(row.ref, row.root_id, row.version, row.name, url=url, level=above.level, audience=above.audience)


def _about(row: Attachment) -> Card:
    """What the file is attached to: the file bears its label."""
    found = kind(row.about_kind)
    rows = found.model._default_manager.filter(pk=row.about_id)
    thing = (rows.select_related(*found.related) if found.related else rows).get()
    return found.card(thing)
