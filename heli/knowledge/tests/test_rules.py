"""How long is long enough: the norm may say it in months or years."""

from __future__ import annotations

import pytest

from heli.kernel.clock import Term
from heli.knowledge.rules import months


@pytest.mark.parametrize(("term", "long"), [("360 mo", 360), ("30 y", 360), ("1 y", 12)])
def test_a_retention_is_compared_in_months_whatever_its_unit(term, long):
    assert months(Term.parse(term)) == long


def test_a_retention_in_days_is_no_retention():
    with pytest.raises(LookupError):
        months(Term.parse("360 d"))
