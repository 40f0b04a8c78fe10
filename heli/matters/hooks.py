"""What the worker does about matters."""

from __future__ import annotations

import logging

from heli.acts.pipeline import perform
from heli.acts.worker import clock
from heli.kernel.actor import System
from heli.kernel.errors import HeliError
from heli.kernel.time import now
from heli.matters.kinds import matter_kind
from heli.matters.models import Matter

BATCH = 200
log = logging.getLogger("heli.matters")


@clock("matters")
def close_what_lapsed() -> int:
    """Close by the silence rule of its kind what nobody answered or confirmed in time; returns how many."""
    due = Matter.objects.filter(lapses_at__lte=now()).order_by("lapses_at", "id")[:BATCH]
    return sum(_lapse(matter) for matter in due)


def _lapse(matter: Matter) -> int:
    # the version in the key: another worker's try at the same lapse finds the first, one after a reopening is a new one
    try:
        perform(
            System("matters"), "matter.lapse", matter, {"rule": matter_kind(matter.kind).on_silence}, key=f"v{matter.version}"
        )
    except HeliError as error:
        log.warning("matter %s was not closed by silence: %s", matter.id, error)
        return 0
    return 1
