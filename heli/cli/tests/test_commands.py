"""Commands that act: the same pipeline, Chinese sentences, exit codes 0, 1 and 2."""

from __future__ import annotations

import argparse
import json

import pytest
import yaml

from heli.cli import act, acts, people, timeline
from heli.kernel.time import today
from heli.people.load import demo_files, read_file
from heli.people.models import Account, Unit
from heli.people.personas import open_demo_accounts

pytestmark = pytest.mark.django_db


def run(command, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


@pytest.fixture
def accounts(db):
    open_demo_accounts()


@pytest.fixture
def administrator(cast, accounts):
    """Login and organisation of the system administrator of the first organisation."""
    document = read_file(demo_files()[0])
    login = next(a["person"] for a in document["administrators"] if a["role"] == "system")
    return login, Unit.objects.get(code=document["code"])


def test_an_act_is_done_with_a_receipt_and_a_repeat_is_not_done_again(administrator, capsys):
    login, unit = administrator
    given = ["person.add", "--subject", f"unit:{unit.code}", "--json", '{"name": "新同事"}', "--as", login, "--key", "k1"]
    assert run(act, *given) == 0
    assert "已办成：登记人员　person:" in capsys.readouterr().out
    assert run(act, *given, "--json-output") == 0
    assert json.loads(capsys.readouterr().out)["repeated"]


def test_bad_input_is_exit_code_2_with_a_sentence_for_each_field(administrator, capsys):
    login, unit = administrator
    given = ["person.add", "--subject", f"unit:{unit.code}", "--as", login]
    assert run(act, *given, "--json", '{"x": 1}') == 2
    said = capsys.readouterr().err
    assert "name：填写姓名" in said
    assert "x：没有“x”这个字段，请去掉" in said
    assert run(act, *given, "--json", "{") == 2
    assert run(act, "person.add", "--subject", f"unit:{unit.code}", "--as", "nobody") == 2


def test_a_refusal_is_exit_code_1_with_whom_to_ask(administrator, capsys):
    _, unit = administrator
    given = ["person.add", "--subject", f"unit:{unit.code}", "--json", '{"name": "新同事"}', "--as", "chen.xiaoyan"]
    assert run(act, *given) == 1
    assert "可以找：本单位系统管理员" in capsys.readouterr().err
    assert run(act, "person.add", "--subject", "unit:none", "--as", "chen.xiaoyan") == 1


def test_acts_are_listed_with_their_conditions(capsys):
    assert run(acts, "thing") == 0
    said = capsys.readouterr().out
    assert "thing.rename" in said
    assert "只有制作人可以这样做" in said
    assert "thing.tag" not in said


def test_the_timeline_of_an_organisation_reads_in_its_own_words(administrator, capsys):
    login, unit = administrator
    run(act, "person.add", "--subject", f"unit:{unit.code}", "--json", '{"name": "新同事"}', "--as", login)
    capsys.readouterr()
    assert run(timeline, f"unit:{unit.code}", "--as", login) == 0
    said = capsys.readouterr().out
    assert "登记人员 新同事" in said
    assert f"{today():%Y-%m-%d}" in said


def test_loading_people_prints_each_code_once_and_keeps_none(tmp_path, capsys):
    document = {
        "code": "xinqu", "name": "滨江市新区管理委员会", "short": "新区", "kind": "government",
        "persons": [{"login": "gu.yue", "name": "顾月"}],
        "posts": [{"title": "联络员", "duties": ["liaison"], "person": "gu.yue"}],
    }  # fmt: skip
    file = tmp_path / "xinqu.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True))
    assert run(people, "load", str(file)) == 0
    said = capsys.readouterr().out
    code = said.split()[-1]
    account = Account.objects.get(login="gu.yue")
    assert account.check_password(code)
    assert code not in account.password
    assert run(people, "load", str(file)) == 2
    assert "登录名 gu.yue 已被使用" in capsys.readouterr().err
    file.write_text(yaml.safe_dump({**document, "persons": [], "posts": []}, allow_unicode=True))
    assert run(people, "load", str(file)) == 2
    assert "已经登记" in capsys.readouterr().err
    file.write_text("- nothing")
    assert run(people, "load", str(file)) == 2
    assert run(people, "load", str(tmp_path / "none.yaml")) == 2
