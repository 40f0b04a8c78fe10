"""What a deed hands to the actor once: a one-time code. It is no state, stands in no entry, and is gone at a repeat."""

from __future__ import annotations

from dataclasses import dataclass

from heli.kernel.text import Text


@dataclass(frozen=True)
class Shown:
    """The result of an act that cannot be read again. Form, API and command line show it in their answer and keep nothing.

    `lines` are label and value; `note` says what to do with it.
    """

    title: Text
    lines: tuple[tuple[Text, str], ...]
    note: Text = ""
