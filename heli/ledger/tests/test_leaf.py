"""Canonical bytes and commitments: properties."""

from __future__ import annotations

import json
import unicodedata
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.ledger.leaf import MAX_INTEGER, NotCanonical, canonical, commitment, leaf_bytes, leaf_hash, new_salt

KEYS = st.from_regex(r"\A[a-z][a-z0-9_.]{0,8}\Z")
TEXT = st.text().map(lambda t: unicodedata.normalize("NFC", t)).filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
ENTRY = UUID(int=7)


@given(VALUES)
def test_canonical_bytes_read_back_as_the_same_value(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_order_in_which_keys_were_put_in_does_not_matter(document):
    assert canonical(dict(reversed(document.items()))) == canonical(document)


@pytest.mark.parametrize("value", [1.5, float("nan"), MAX_INTEGER + 1, "e\u0301", {"键": 1}, {"A": 1}, {1: 1}, b"x", "\ud800"])
def test_anything_outside_the_narrow_set_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


@given(VALUES, VALUES)
def test_a_commitment_opens_to_one_value_only(one, other):
    salt = new_salt()
    same = canonical(one) == canonical(other)
    assert (commitment(salt, "o", ENTRY, "p", one) == commitment(salt, "o", ENTRY, "p", other)) == same


def test_equal_values_never_have_equal_commitments():
    assert commitment(new_salt(), "o", ENTRY, "p", "周建国") != commitment(new_salt(), "o", ENTRY, "p", "周建国")


def test_place_matters():
    salt = new_salt()
    assert len({commitment(salt, o, e, p, 1) for o in "ab" for e in (ENTRY, UUID(int=8)) for p in "cd"}) == 8


def test_leaves_of_two_books_cannot_be_confused():
    assert leaf_hash(leaf_bytes("acts", {"v": 1})) != leaf_hash(leaf_bytes("reads", {"v": 1}))


def test_a_leaf_keeps_within_the_length_of_a_tile_bundle():
    with pytest.raises(NotCanonical, match="digest"):
        leaf_bytes("acts", {"v": "长" * 30_000})
