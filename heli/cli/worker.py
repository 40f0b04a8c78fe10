"""The worker alone: sequencer, consumers and clocks."""

from __future__ import annotations

import argparse

from heli.cli.processes import StopSignals, follow_parent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    stop = StopSignals()
    if options.with_parent:
        follow_parent()
    from heli.acts import doors, guard, worker

    try:
        worker.run(stop)
    except (guard.Unguarded, doors.ForeignDatabase) as error:
        raise SystemExit(str(error)) from None
    return 0
