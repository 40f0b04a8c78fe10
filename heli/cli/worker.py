"""The worker alone: sequencer, consumers and clocks."""

from __future__ import annotations

import argparse
import time
from importlib import import_module
from importlib.util import find_spec

from heli.cli.processes import StopSignals, follow_parent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    stop = StopSignals()
    if options.with_parent:
        follow_parent()
    if find_spec("heli.acts.worker"):
        import_module("heli.acts.worker").run(stop)
    while not stop():  # a house without acts has nothing to do
        time.sleep(0.1)
    return 0
