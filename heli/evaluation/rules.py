"""The four dimensions of 2.4 as figures from the record. Pure functions: a test computes each figure again from its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heli.collaborations.facts import TaskFact


@dataclass(frozen=True)
class Figure:
    """A share: `part` of `whole`; None of it is a score of anybody. `formula` says in words how it is computed.

    With a `unit` it is a number of things instead, all of which count.
    """

    part: int
    whole: int
    formula: str
    unit: str = ""

    @property
    def percent(self) -> int | None:
        """Whole percent, None without data and of a number."""
        return round(100 * self.part / self.whole) if self.whole and not self.unit else None

    def as_dict(self) -> dict[str, object]:
        """For the record."""
        return {"part": self.part, "whole": self.whole, "formula": self.formula, "unit": self.unit}


def said(figure: Mapping[str, object]) -> str:
    """A figure of the record in words."""
    return f"{figure.get('part')} {figure['unit']}" if figure.get("unit") else f"{figure.get('part')} / {figure.get('whole')}"


def goal(received: int, outcomes: int) -> Figure:
    """Outcomes received of outcomes expected. Not yet 2.4.c: whether the actual value reaches the target is words, not numbers;
    both stand beside each outcome."""
    return Figure(received, outcomes, "已签收的成果 ÷ 预期成果")


def timely(task: TaskFact) -> bool:
    """Whether a task counts for process control: in time, or late with a reason on record."""
    return task.in_time or task.explained


def process_word(task: TaskFact) -> str:
    """The same in words."""
    return "按期提交" if task.in_time else "逾期已说明" if task.explained else "未按期且没有说明"


def process(tasks: Sequence[TaskFact], returns: int = 0) -> Figure:
    """Process control (2.4.d): tasks handed in by their baseline date, or late with a reason on record, of all tasks and all
    steps that were sent back. No step can be skipped."""
    formula = "按期提交或逾期已说明的任务 ÷（全部任务＋退回重办的步骤）"
    return Figure(sum(timely(t) for t in tasks), len(tasks) + returns, formula)


def quality(tasks: Sequence[TaskFact]) -> Figure:
    """Result quality (2.4.e): tasks accepted at the first try of all."""
    return Figure(sum(t.first_try for t in tasks), len(tasks), "一次验收通过的任务 ÷ 全部任务")


def improvement(lessons: int) -> Figure:
    """Continuous improvement (2.4.f): what was left behind for others, each lesson with what to do next time."""
    return Figure(lessons, lessons, "写下的经验与不足，每条写明下次怎么办", "条")
