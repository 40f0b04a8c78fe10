"""The figures of a collaboration from its record."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from heli.collaborations.delivery.models import Receipt
from heli.collaborations.facts import Fileable, task_facts
from heli.collaborations.models import Outcome
from heli.collaborations.monitoring.models import Problem, Solution
from heli.evaluation import rules
from heli.evaluation.models import Lesson


def figures(collaboration: UUID) -> dict[str, rules.Figure]:
    """Dimension → figure. A fixed number of queries."""
    facts = task_facts(collaboration)
    received = Receipt.objects.filter(hand_over__item__collaboration=collaboration, received=True)
    problems = Problem.objects.filter(collaboration=collaboration)
    solved = Solution.objects.filter(problem__in=problems).values("problem").distinct()
    expected = Outcome.objects.filter(collaboration=collaboration)
    return {
        "goal": rules.goal(received.values("hand_over__item").distinct().count(), expected.count()),
        "process": rules.process(facts),
        "quality": rules.quality(facts),
        "improvement": rules.improvement(solved.count(), problems.count()),
    }


def lessons_to_file(collaboration: UUID) -> Iterator[Fileable]:
    """The lessons, for the archive."""
    for lesson in Lesson.objects.filter(collaboration=collaboration).order_by("at"):
        content = {"title": lesson.title, "why": lesson.why, "next_time": lesson.next_time}
        yield Fileable(f"经验与不足：{lesson.title}", "experience", "lesson", lesson.id, content)
