"""Wrong arguments are told in Chinese and end with code 2; the ledger is verified by the name that security.md gives it."""

from __future__ import annotations

import re

import pytest

from heli.cli import __main__ as heli
from heli.cli import ledger
from heli.cli.parsing import Parser, in_chinese

WRONG = [
    (["ledger", "foo"], "“foo”不能用在这里，可以写：verify"),
    (["ledger"], "缺少：verify"),
    (["guard", "mend"], "可以写：check, restore"),
    (["serve", "--port", "x"], "--port 须是整数，不能是“x”"),
    (["serve", "--port"], "--port 后面须写一个值"),
    (["serve", "--empty=1"], "--empty 后面不写值，去掉“1”"),
    (["backup", "a", "--nope"], "没有这样的参数：--nope"),
    (["act", "person.add"], "缺少：--subject, --as"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_a_wrong_argument_is_told_in_chinese(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        heli.main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert f"详细说明：bin/heli {arguments[0]} --help" in told
    assert not re.search("usage|error|argument |invalid|required", told)


@pytest.mark.parametrize("name", heli.COMMANDS)
def test_the_help_of_every_command_has_chinese_headings(name, capsys):
    with pytest.raises(SystemExit) as ended:
        heli.main([name, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"用法：bin/heli {name}")
    assert "显示本说明" in told
    assert not re.search("usage|options|positional|show this help", told)


def test_what_argparse_says_otherwise_stays_no_english():
    assert in_chinese("something new") == "参数不对"


def test_an_unknown_command_is_named(capsys):
    assert heli.main(["nope"]) == 2
    assert "没有命令“nope”" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["verify", "check"])
def test_the_ledger_is_verified_also_by_the_name_of_before(verb, capsys):
    parser = Parser("bin/heli ledger", "")
    ledger.arguments(parser)
    assert ledger.run(parser.parse_args([verb])) == 0
    assert "记录完整，数据与记录一致。" in capsys.readouterr().out
