"""Files that a deed takes with it: named in its entry by their digests, kept in its row, never exchanged afterwards.

A file is uploaded first and then named by the deed. What the deed keeps is a copy of name, size and digest as of that
moment; the content lies under its digest and cannot change, and what was handed in is not taken down any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from heli.acts.deed import current
from heli.documents import store
from heli.documents.models import Attachment
from heli.documents.rules import ACCEPT, LISTED
from heli.kernel.errors import InvalidInput
from heli.kernel.ref import Ref

FIELD = "files"
MAX_FILES = 20
WIDGET: dict[str, Any] = {"widget": "files", "options": "own_files", "accept": ACCEPT}
"""For the `json_schema_extra` of an act's field `files`."""
HINT = f"可以选多个，每个不超过 50 MB。可传 {LISTED}。不得上传涉密文件"


def bind(about: Ref, ids: Sequence[UUID], unit: UUID | None) -> list[dict[str, Any]]:
    """The files `ids` on `about`, as the open deed takes them with it; its entry names them with their digests.

    Only files that the organisation `unit` has uploaded and not taken down; `InvalidInput` at the field for any other.
    """
    wanted = list(dict.fromkeys(ids))
    found = {r.id: r for r in _on(about, wanted, unit)} if wanted else {}
    if len(found) < len(wanted):
        raise InvalidInput({FIELD: ["所选附件不在这里，或已经撤下，请重新选择或上传"]})
    if lost := next((r for r in found.values() if not store.holds(r.digest, r.size)), None):
        raise InvalidInput({FIELD: [f"“{lost.name}”没有收全，请撤下后重新上传"]})
    rows = [found[i] for i in wanted]
    files = [{"id": str(r.id), "name": r.name, "size": r.size, "digest": r.digest} for r in rows]
    said = "、".join(f"“{r.name}”校验值 {r.digest[:8]}" for r in rows)
    current().facts.update(files=files, with_files=f"；附件{said}" if said else "")
    return files


def _on(about: Ref, ids: Sequence[UUID], unit: UUID | None) -> Any:
    return Attachment.objects.filter(
        about_kind=about.kind, about_id=about.id, id__in=ids, post__root=unit, removal__isnull=True
    )  # fmt: skip
