"""The way of a deed, step by step, on both databases."""

from __future__ import annotations

import json

import pytest

from heli.acts.deed import OutsideAct
from heli.acts.hooks import drop, on
from heli.acts.pipeline import carry_out, perform
from heli.kernel.errors import Absent, Conflict, Denied, InvalidInput, RuleBroken
from heli.kernel.ref import Ref
from heli.ledger.leaf import commitment, leaf_hash
from heli.ledger.models import Entry, Opening, Queue
from heli.ledger.queries import openings
from heli.ledger.record import origin
from heli.scratch.models import Tag, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_an_act_changes_state_and_leaves_one_entry(root, maker):
    done = carry_out(maker, "thing.make", root, {"title": "印章"})
    entry = Entry.objects.get(id=done.receipt.entry)
    assert (entry.act, entry.decision, entry.person) == ("thing.make", "done", maker.person)
    assert Thing.objects.get().title == "印章"
    assert Queue.objects.filter(entry=entry.id).count() == 1


def test_the_leaf_holds_no_clear_name_or_value_and_every_commitment_opens(thing):
    entry = Entry.objects.get(act="thing.make")
    leaf = bytes(entry.leaf)
    assert "周建国".encode() not in leaf
    assert "印章".encode() not in leaf
    assert leaf_hash(leaf) == bytes(entry.hash)
    document = json.loads(leaf.split(b"\n", 1)[1])
    promised = {**document["protected"], **{f"after.{kind}.{id_}": c for kind, id_, c in document["after"]}}
    opened = {o.path: o for o in Opening.objects.filter(entry=entry.id)}
    assert set(promised) == set(opened)
    for path, opening in opened.items():
        assert commitment(bytes(opening.salt), origin(), entry.id, path, json.loads(opening.value)) == promised[path]


def test_entries_of_one_subject_are_chained(thing, maker):
    perform(maker, "thing.rename", thing, {"title": "公章"})
    perform(maker, "thing.rename", thing, {"title": "合同章"})
    first, second = Entry.objects.filter(act="thing.rename").order_by("nth")
    assert (first.nth, second.nth) == (1, 2)
    assert json.loads(bytes(second.leaf).split(b"\n", 1)[1])["prev"] == bytes(first.hash).hex()


def test_bad_input_names_the_field_and_leaves_no_trace(root, maker):
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        perform(maker, "thing.make", root, {"title": "", "count": "许多", "colour": "红"})
    assert refused.value.fields == {
        "title": ("填写名称",),
        "count": ("数量填数字",),
        "colour": ("没有“colour”这个字段，请去掉",),
    }
    assert Entry.objects.count() == before
    assert not Thing.objects.exists()


def test_a_stranger_is_refused_with_a_reason_and_the_refusal_is_on_record(thing, stranger):
    with pytest.raises(Denied) as refused:
        perform(stranger, "thing.rename", thing, {"title": "公章"})
    assert refused.value.reasons[0].ask == "物件的制作人"
    entry = Entry.objects.get(act="thing.rename")
    assert (entry.decision, entry.nth) == ("denied", None)
    assert openings([entry.id])[entry.id]["reasons"] == [{"clause": "1.2.2", "sentence": "只有制作人可以这样做"}]
    thing.refresh_from_db()
    assert thing.title == "印章"


def test_a_broken_rule_names_its_clause_and_does_not_use_up_the_key(thing, maker):
    perform(maker, "thing.close", thing, {"because": "到期"})
    with pytest.raises(RuleBroken, match=r"2\.2\.4"):
        perform(maker, "thing.rename", thing, {"title": "公章"}, key="k")
    assert Entry.objects.get(decision="rule_broken").act == "thing.rename"
    with pytest.raises(RuleBroken):
        perform(maker, "thing.rename", thing, {"title": "公章"}, key="k")


def test_the_same_key_gives_the_same_result_and_no_second_entry(root, maker):
    first = carry_out(maker, "thing.make", root, {"title": "印章"}, key="once")
    again = carry_out(maker, "thing.make", root, {"title": "印章"}, key="once")
    assert again.repeated
    assert (again.result.id, again.receipt) == (first.result.id, first.receipt)
    assert Thing.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(root, maker):
    perform(maker, "thing.make", root, {"title": "印章"}, key="once")
    with pytest.raises(InvalidInput, match="前后不一致"):
        perform(maker, "thing.make", root, {"title": "公章"}, key="once")


def test_a_key_belongs_to_its_person(root, maker, stranger):
    mine = perform(maker, "thing.make", root, {"title": "印章"}, key="once")
    theirs = perform(stranger, "thing.make", root, {"title": "印章"}, key="once")
    assert mine.id != theirs.id


def test_whoever_saw_an_older_version_is_told_so_and_nothing_is_recorded(thing, maker):
    perform(maker, "thing.rename", thing, {"title": "公章"}, seen=1)
    before = Entry.objects.count()
    with pytest.raises(Conflict) as conflict:
        perform(maker, "thing.rename", thing, {"title": "合同章"}, seen=1)
    assert (conflict.value.seen, conflict.value.now) == (1, 2)
    assert Entry.objects.count() == before


def test_children_have_entries_of_their_own_below_the_parent(thing, maker):
    done = carry_out(maker, "thing.close", thing, {"because": "到期"})
    children = Entry.objects.filter(parent=done.receipt.entry)
    assert [e.act for e in children] == ["thing.tag", "thing.tag"]
    assert {t.word for t in Tag.objects.all()} == {"已封存", "已登记"}
    for child in children:
        assert json.loads(bytes(child.leaf).split(b"\n", 1)[1])["who"]["system"] == "scratch"
        assert len(json.loads(bytes(child.leaf).split(b"\n", 1)[1])["after"]) == 1


def test_an_error_in_a_reaction_aborts_the_act(thing, maker):
    @on("thing.rename")
    def refuse(deed):
        raise RuleBroken("1.2.6", "还有未了事项")

    try:
        with pytest.raises(RuleBroken, match=r"1\.2\.6"):
            perform(maker, "thing.rename", thing, {"title": "公章"})
    finally:
        drop(refuse)
    thing.refresh_from_db()
    assert thing.title == "印章"


def test_what_is_absent_answers_like_what_is_hidden(root, maker):
    with pytest.raises(Absent):
        perform(maker, "thing.rename", Ref("thing", root.id), {"title": "公章"})
    with pytest.raises(Absent):
        perform(maker, "thing.rename", root, {"title": "公章"})
    with pytest.raises(Absent):
        perform(maker, "thing.vanish", root)


def test_people_cannot_do_what_only_the_system_does(thing, maker):
    with pytest.raises(Denied, match="系统"):
        perform(maker, "thing.tag", thing, {"word": "假"})


def test_text_enters_the_record_without_control_and_bidi_characters(root, maker):
    made = perform(maker, "thing.make", root, {"title": "  印\u202e章\x1b  "})
    assert made.title == "印章"


def test_writing_outside_an_act_is_a_programming_error(thing):
    thing.title = "公章"
    with pytest.raises(OutsideAct):
        thing.save()
