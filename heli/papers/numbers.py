"""Numbers `XZ-2026-017`: kind, year, serial; without gaps, given inside the act that registers or submits.

The counter belongs to the installation, so an act that takes a number declares that root:

    @act("collaboration.register", …, roots=counters)
    def register(actor, …):
        number = next_number("XZ")

No gap: counter and thing are one transaction, so a refusal gives its number back, and a repeat under the same key finds the
first result before any number is taken. The price is that two registrations wait for one another.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from heli.acts.deed import current, secret
from heli.acts.doors import installation_id
from heli.kernel.ids import derived_id
from heli.kernel.time import day_of
from heli.papers.models import Counter

KIND = re.compile(r"[A-Z]{2,8}\Z")


def counters(*_: Any) -> list[UUID]:
    """The further root that an act declares (`roots=counters`) in order to take numbers."""
    return [installation_id()]


def next_number(kind: str, width: int = 3) -> str:
    """The next number of `kind` in the year of the act in Shanghai, e.g. XZ-2026-017; longer than `width` once it must be.

    `OutsideAct` where no act is open or the installation's root is not locked by it.
    """
    if not KIND.match(kind):
        raise RuntimeError(f"a kind of number is two to eight capital letters, not {kind!r}")
    deed = current()
    year = day_of(deed.at).year
    counter = Counter.objects.filter(kind=kind, year=year).first()
    if counter is None:
        place = derived_id(secret(), "counter", kind, str(year))
        counter = Counter.objects.create(id=place, root_id=installation_id(), kind=kind, year=year, last=1)
    else:
        counter.last += 1
        counter.save()
    return f"{kind}-{year}-{counter.last:0{width}d}"
