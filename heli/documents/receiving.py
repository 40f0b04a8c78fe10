"""How an uploaded file is received: streamed to the data folder with a limit, its digest taken on the way.

Only addresses that said so receive files, and only from somebody who is signed in; whatever else is sent is read past.
The file deletes itself when it is closed without having been kept: after a refusal, a broken connection, a fault.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from heli.documents import store
from heli.documents.rules import MAX_SIZE

FIELD = "file"
_receivers: set[str] = set()


def register_receiver(view_name: str) -> None:
    """Let the address of this name (`files-attach`, `api:files`) receive files."""
    _receivers.add(view_name)


class Received(UploadedFile):  # type: ignore[type-arg]  # Django's own class is not generic when it runs
    """A file in the folder `incoming`, at `path` until it is kept.

    `name` is as it was sent; `size` counts what was sent, also beyond the limit.
    """

    def __init__(self, name: str, content_type: str) -> None:
        handle, path = tempfile.mkstemp(dir=store.incoming(), prefix="up-")
        self._file: Any = os.fdopen(handle, "w+b")
        self.path = Path(path)
        self._end = weakref.finalize(self, _drop, self._file, self.path)
        super().__init__(self._file, name, content_type, 0)
        self._name = name
        self._hash = hashlib.sha256()

    def _get_name(self) -> str:
        return self._name

    def _set_name(self, name: str) -> None:
        self._name = name

    name = property(_get_name, _set_name)

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return self._hash.hexdigest()

    @property
    def declared(self) -> str:
        """The type that the sender declared."""
        return self.content_type or ""

    def take(self, data: bytes) -> None:
        """One more piece. Beyond the limit nothing is written any more, and what was is given up."""
        self.size = (self.size or 0) + len(data)
        if self.size > MAX_SIZE:
            self._file.truncate(0)
            return
        self._hash.update(data)
        self._file.write(data)

    def settle(self) -> None:
        """Put it on the disk before anything speaks of it."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close and delete it; what was kept has moved to its place and stays."""
        self._end()


def _drop(file: Any, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


class Receiving(FileUploadHandler):
    """The upload handler of the whole house (FILE_UPLOAD_HANDLERS)."""

    def new_file(self, field_name: str, file_name: str, content_type: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, content_type, *args, **kwargs)
        match = getattr(self.request, "resolver_match", None)
        if match is None or match.view_name not in _receivers or self.request.session.account() is None:  # type: ignore[union-attr]
            raise SkipFile
        self.file = Received(file_name, content_type)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.take(raw_data)

    def file_complete(self, file_size: int) -> Received:
        self.file.settle()
        return self.file


def received_in(request: HttpRequest) -> Received | None:
    """The file of a request, in the field `file`; None when there is none."""
    found = request.FILES.get(FIELD)
    return found if isinstance(found, Received) else None
