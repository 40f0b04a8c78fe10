"""Counting, choosing and placing results."""

from __future__ import annotations

from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from heli.clauses.catalogue import norm
from heli.clauses.results import Finding, Result, State
from heli.norms import rules

ROWS = norm().demands("collaboration")
finding = st.builds(Finding, sentence=st.just("缺"), ask=st.sampled_from(["", "马骏", "李敏"]))
# a short pattern repeated over the rows: drawing each of the 165 by itself costs seconds and finds no more
states = st.lists(st.tuples(st.sampled_from(list(State)), st.lists(finding, max_size=2)), min_size=1, max_size=13)


def _results(given_states):
    return {
        row.id: Result(row.id, state, tuple(found) if state in (State.BROKEN, State.UNSETTLED) else ())
        for row, (state, found) in zip(ROWS, cycle(given_states), strict=False)
    }


@given(states)
def test_every_result_has_one_cell_and_is_counted_once(drawn):
    results = _results(drawn)
    cells = [c.id for ch in rules.chapters(norm(), results) for s in ch.sections for c in s]
    assert sorted(cells) == sorted(results)
    counted = rules.counts(results)
    assert sum(counted[str(s)] for s in State) == counted["all"] == len(ROWS)
    assert [c.id for c in rules.chapters(norm(), results)] == list("1234567")


@given(states, st.sampled_from(list(rules.FILTERS)))
def test_a_filter_lists_as_many_as_its_count_says_and_the_worst_first(drawn, state):
    results = _results(drawn)
    listed = rules.choose(norm(), results, state, "", "")
    assert len(listed) == rules.counts(results)[str(state)]
    worst = [r.state is State.BROKEN for r in listed]
    assert worst == sorted(worst, reverse=True)


@given(states, st.integers(-5, 50))
def test_pages_hold_each_result_once(drawn, wanted):
    items = rules.choose(norm(), _results(drawn), "all", "", "")
    pages = rules.page_of(items, 1, 20)[2]
    assert [r for n in range(1, pages + 1) for r in rules.page_of(items, n, 20)[0]] == items
    assert 1 <= rules.page_of(items, wanted, 20)[1] <= pages


def test_in_whose_hands_counts_clauses_not_sentences():
    twice = Result("2.2.4", State.BROKEN, (Finding("甲", ask="马骏"), Finding("乙", ask="马骏")))
    mended = Result("2.2.5", State.KEPT, (Finding("丙", ask="李敏", excused="已说明"),))
    early = Result("2.2.6", State.UNSETTLED, (Finding("丁", ask="李敏"),))
    assert rules.hands([twice, mended, early]) == (("李敏", 1), ("马骏", 1))


def test_words_find_by_number_title_and_wording():
    row = norm().clauses["2.2.4"]
    assert rules.fits(row, "2.2.4")
    assert rules.fits(row, "执行 提交")
    assert not rules.fits(row, "执行 火星")
    assert rules.fits(row, "")
