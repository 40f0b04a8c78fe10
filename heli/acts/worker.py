"""The worker: our own loop over sequencer, consumers and clocks. A job library arrives with the first long job."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections

from heli.acts import consumers, doors, guard
from heli.acts.models import Heartbeat
from heli.kernel.time import now
from heli.ledger import sequencer

IDLE_SECONDS = 0.2
HEARTBEAT_SECONDS = 5.0
CLOCK_SECONDS = 30.0

log = logging.getLogger("heli.worker")
Tick = Callable[[], int]
_clocks: dict[str, Tick] = {}


def clock(name: str) -> Callable[[Tick], Tick]:
    """Declare a function that the worker calls every half minute; it does what has become due through acts."""

    def declare(tick: Tick) -> Tick:
        _clocks[name] = tick
        return tick

    return declare


def run(should_stop: Callable[[], bool]) -> None:
    """Work until `should_stop()`; a failing database is waited for, never fatal.

    `ForeignDatabase` when it is another data directory's, `Unguarded` when its guard is away.
    """
    beat = tick = 0.0
    guarded = False
    while not should_stop():
        try:
            if not guarded:
                doors.demand_own_database()
                guard.demand()
                guarded = True
            if time.monotonic() - beat > HEARTBEAT_SECONDS:
                Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
                beat = time.monotonic()
            done = sequencer.run_once() + sum(consumers.advance(c) for c in consumers.all_consumers())
            if time.monotonic() - tick > CLOCK_SECONDS:
                done += run_clocks()
                tick = time.monotonic()
        except DatabaseError:
            log.warning("database not available, trying again")
            close_old_connections()
            done = 0
        if not done:
            time.sleep(IDLE_SECONDS)


def run_clocks() -> int:
    """Call every clock once; returns how much they did."""
    return sum(tick() for _, tick in sorted(_clocks.items()))


def settle() -> None:
    """Sequencer, consumers and clocks until nothing is left to do: for tests and the demo loader."""
    while sequencer.drain() + consumers.drain():
        pass
