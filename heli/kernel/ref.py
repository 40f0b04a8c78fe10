"""`Ref`: a typed pointer to anything, the one way to say "about that"."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from heli.kernel.errors import Absent


@dataclass(frozen=True, order=True)
class Ref:
    """Kind and id. Written `kind:uuid`, e.g. in addresses of the API."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read `kind:uuid`; anything else is `Absent`, as no such thing can exist."""
        kind, _, rest = text.partition(":")
        try:
            return cls(kind, UUID(rest))
        except ValueError:
            raise Absent from None
