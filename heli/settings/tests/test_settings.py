"""Settings: declared once, typed by their default, read by name or by handle."""

from __future__ import annotations

import pytest

from heli.kernel.clock import Term
from heli.settings import all_settings, declare, registry, setting


@pytest.fixture(autouse=True)
def _alone(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_settings", {})


def test_a_setting_is_read_by_its_name_or_its_handle():
    pause = declare("matters.urge_pause", default=Term(24, "h"), label="两次催办的间隔")
    assert pause.at() == setting("matters.urge_pause") == Term(24, "h")
    assert (pause.room, all_settings()) == ("matters", (pause,))


def test_the_same_declaration_again_is_harmless_another_default_is_a_mistake():
    declare("matters.many", default=99, label="计数上限", unit="件")
    declare("matters.many", default=99, label="计数上限", unit="件")
    with pytest.raises(RuntimeError, match="twice"):
        declare("matters.many", default=100, label="计数上限", unit="件")


@pytest.mark.parametrize("name", ["urge_pause", "Matters.x", "matters.", "matters.X", ""])
def test_a_name_says_its_room(name):
    with pytest.raises(RuntimeError, match=r"room\.name"):
        declare(name, default=1, label="x")


def test_what_nobody_declared_cannot_be_read():
    with pytest.raises(KeyError):
        setting("matters.nothing")
