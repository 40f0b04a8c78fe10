"""What no column, calendar or leaf could hold never reaches an act."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import Field

from heli.acts.registry import Input
from heli.acts.schema import validate
from heli.kernel.errors import InvalidInput


class Part(Input):
    day: date = Field(title="日期")


class Sample(Input):
    count: int = Field(0, title="数量")
    cost: Decimal = Field(Decimal(0), title="费用")
    text: str = Field("", title="说明")
    parts: tuple[Part, ...] = Field((), title="分项")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"count": 2**31}, "count"),
        ({"count": -(2**63)}, "count"),
        ({"cost": "1e400"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"text": "长" * 20_001}, "text"),
        ({"parts": [{"day": "2026-01-01"}, {"day": "9999-12-31"}]}, "parts.1.day"),
        ({"parts": [{"day": "2026-01-01"}] * 1001}, "parts"),
    ],
)
def test_beyond_every_bound_is_said_at_the_field(given, field):
    with pytest.raises(InvalidInput) as refused:
        validate(Sample, given)
    assert list(refused.value.fields) == [field]


def test_names_of_unknown_fields_are_cleaned_before_they_are_said():
    with pytest.raises(InvalidInput) as refused:
        validate(Sample, {"a\ud800\x00" + "b" * 200: 1})
    assert list(refused.value.fields) == ["a" + "b" * 79]
