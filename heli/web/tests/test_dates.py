"""Days, times, sizes as they read in pages."""

from datetime import UTC, date, datetime

import pytest

from heli.web import dates

NOW = datetime(2026, 11, 23, 2, 46, tzinfo=UTC)  # Monday 10:46 in Shanghai


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(dates.timezone, "now", lambda: NOW)


def test_the_year_is_said_only_when_it_is_another_one():
    assert dates.day(date(2026, 11, 23)) == "11-23"
    assert dates.day(date(2027, 1, 8)) == "2027-01-08"


def test_a_late_utc_evening_is_already_the_next_day_in_shanghai():
    assert dates.day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == "11-24"
    assert dates.day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "2027-01-01"


def test_weekdays_clock_and_moment():
    assert dates.weekday_day(date(2026, 11, 25)) == "周三 11-25"
    assert dates.clock_time(datetime(2026, 11, 23, 1, 12, tzinfo=UTC)) == "09:12"
    assert dates.moment(NOW) == "11-23 周一 10:46"
    assert dates.full_moment(NOW) == "2026-11-23 周一 10:46:00"


def test_near_days_are_named():
    assert [dates.near_day(date(2026, 11, d)) for d in (22, 23, 24, 25)] == ["昨天", "今天", "明天", "周三 11-25"]
    assert dates.near_moment(NOW) == "今天 10:46"
    assert dates.near_moment(datetime(2025, 1, 2, 3, 0, tzinfo=UTC)) == "2025-01-02"


def test_machines_get_iso_with_the_offset():
    assert dates.machine(NOW) == "2026-11-23T10:46:00+08:00"
    assert dates.machine(date(2026, 11, 23)) == "2026-11-23"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without zone"):
        dates.moment(datetime(2026, 11, 23))


def test_nothing_is_a_dash():
    assert {f(None) for name, f in dates.FILTERS.items() if name not in ("machine", "tentative")} == {"—"}


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (98_304, "96 KB"), (1_153_434, "1.1 MB"), (3 * 1024**3, "3.0 GB")],
)
def test_sizes(octets, words):
    assert dates.size(octets) == words


def test_digits_in_groups():
    assert dates.number(1032) == "1,032"


def test_a_deadline_in_a_year_without_a_notice_is_marked_and_a_day_gone_by_is_not():
    assert dates.tentative(date(2026, 12, 31)) == ""
    assert dates.tentative(date(2027, 1, 8)) == "（暂定）"
    assert dates.tentative(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "（暂定）"
    assert dates.tentative(date(2031, 1, 8)) == "（暂定）"
    assert dates.tentative(date(2024, 1, 8)) == ""  # no data either, but nothing that could still move
    assert dates.tentative(None) == ""
