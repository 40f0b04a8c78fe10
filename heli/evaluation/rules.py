"""The four dimensions of 2.4 as figures from the record. Pure functions: a test computes each figure again from its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heli.collaborations.facts import TaskFact


@dataclass(frozen=True)
class Figure:
    """A share: `part` of `whole`; None of it is a score of anybody. `formula` says in words how it is computed."""

    part: int
    whole: int
    formula: str

    @property
    def percent(self) -> int | None:
        """Whole percent, None without data."""
        return round(100 * self.part / self.whole) if self.whole else None

    def as_dict(self) -> dict[str, object]:
        """For the record."""
        return {"part": self.part, "whole": self.whole, "formula": self.formula}


def goal(received: int, outcomes: int) -> Figure:
    """Goal attainment (2.4.c): outcomes received of outcomes expected."""
    return Figure(received, outcomes, "已签收的成果 ÷ 预期成果")


def timely(task: TaskFact) -> bool:
    """Whether a task counts for process control: in time, or late with a reason on record."""
    return task.in_time or task.explained


def process_word(task: TaskFact) -> str:
    """The same in words."""
    return "按期提交" if task.in_time else "逾期已说明" if task.explained else "未按期且没有说明"


def process(tasks: Sequence[TaskFact]) -> Figure:
    """Process control (2.4.d): tasks handed in by their baseline date, or late with a reason on record, of all."""
    return Figure(sum(timely(t) for t in tasks), len(tasks), "按期提交或逾期已说明的任务 ÷ 全部任务")


def quality(tasks: Sequence[TaskFact]) -> Figure:
    """Result quality (2.4.e): tasks accepted at the first try of all."""
    return Figure(sum(t.first_try for t in tasks), len(tasks), "一次验收通过的任务 ÷ 全部任务")


def improvement(solved: int, problems: int) -> Figure:
    """Continuous improvement (2.4.f): problems solved of problems registered."""
    return Figure(solved, problems, "已解决的问题 ÷ 登记的问题")
