"""Arguments with their errors and headings in Chinese: what argparse itself says is English."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

TOLD = (
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"unrecognized arguments: (.*)", r"没有这样的参数：\1"),
    (r"one of the arguments (.*) is required", r"须写明其中一项：\1"),
    (r"argument (.*?): invalid choice: '(.*)' \(choose from (.*)\)", r"“\2”不能用在这里，可以写：\3"),
    (r"argument (.*?): invalid int value: '(.*)'", r"\1 须是整数，不能是“\2”"),
    (r"argument (.*?): invalid \S+ value: '(.*)'", r"\1 不能是“\2”"),
    (r"argument (.*?): expected one argument", r"\1 后面须写一个值"),
    (r"argument (.*?): expected at (?:least|most) one argument", r"\1 后面的值的个数不对"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"\1 后面不写值，去掉“\2”"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 和 \2 不能同时使用"),
)
"""What argparse says (3.11 to 3.13), and the same in Chinese."""


def in_chinese(message: str) -> str:
    """The message of argparse in Chinese; one that is not known here says at least that the arguments are wrong."""
    for pattern, words in TOLD:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words).replace("'", "")
    return "参数不对"


class Help(argparse.HelpFormatter):
    """The help text under a Chinese heading."""

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """A parser of one command of bin/heli."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False, add_help=False, formatter_class=Help)
        self._positionals.title, self._optionals.title = "要写明的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        """End with code 2: what is wrong, and where to read more."""
        self.exit(2, f"{self.format_usage()}{self.prog}：{in_chinese(message)}。详细说明：{self.prog} --help\n")
