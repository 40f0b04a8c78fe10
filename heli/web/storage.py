"""Static files: names with a hash of their content once set-up has collected them, plain names before."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):
    """Hashed names may be kept for a year by browsers. A tree without collected files (tests) serves plain names."""

    manifest_strict = False

    def stored_name(self, name: str) -> Any:
        return super().stored_name(name) if self.hashed_files else name
