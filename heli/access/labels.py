"""Labels (密级与知悉范围): level and audience on the root and on rows that are stricter (1.4.3, 1.4.7, 3.4).

State secrets are never offered: this is an ordinary network. 敏感 can be chosen only once every read of it is written to
the read book; until then a form says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heli.kernel.errors import RuleBroken

LEVELS: tuple[str, ...] = ("公开", "内部", "敏感")
AUDIENCES = {
    "public": "所有单位",
    "collaboration": "参与单位",
    "party": "本单位",
    "section": "本处室",
}
READ_BOOK_KEPT = False
"""Whether reads of 敏感 information are recorded before the first byte leaves; comes with the sharing rooms."""


@dataclass(frozen=True)
class Label:
    """Level and audience as a page shows them."""

    level: str
    audience: str

    @property
    def audience_name(self) -> str:
        """The audience in words."""
        return AUDIENCES[self.audience]


class Labelled(models.Model):
    """Base of rows that carry a label of their own."""

    labelled: ClassVar[bool] = True

    level = models.CharField(max_length=4, choices=[(v, v) for v in LEVELS], default="内部")
    audience = models.CharField(max_length=20, choices=list(AUDIENCES.items()), default="collaboration")

    class Meta:
        abstract = True

    @property
    def shown_label(self) -> Label:
        """The label for headings, print lines and toasts."""
        return Label(self.level, self.audience)


def choosable() -> tuple[str, ...]:
    """The levels that may be chosen today."""
    return LEVELS if READ_BOOK_KEPT else LEVELS[:2]


def check_choosable(level: str) -> None:
    """`RuleBroken` where a level is asked for that this installation cannot protect yet."""
    if level not in choosable():
        raise RuleBroken(
            "1.4.7",
            _("暂不能选“敏感”：查阅台账尚未启用，无法逐次记录谁看过敏感内容"),
            ask=_("本单位安全管理员"),
            todo=_("改选“内部”，敏感材料暂不上传"),
        )


def strictest(*levels: str) -> str:
    """The level that whatever is derived from all these inherits."""
    return max(levels, key=LEVELS.index, default=LEVELS[0])
