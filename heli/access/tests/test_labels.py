"""Levels: what may be chosen, what is inherited."""

import pytest

from heli.access import labels
from heli.kernel.errors import RuleBroken


def test_sensitive_cannot_be_chosen_before_the_read_book_exists():
    with pytest.raises(RuleBroken, match="查阅台账"):
        labels.check_choosable("敏感")
    for level in labels.choosable():
        labels.check_choosable(level)


def test_a_state_secret_grade_is_never_offered():
    assert not {"秘密", "机密", "绝密"} & set(labels.LEVELS)


def test_what_is_derived_inherits_the_strictest_level():
    assert labels.strictest("公开", "敏感", "内部") == "敏感"
    assert labels.strictest() == "公开"
