"""Checks of execution and monitoring (2.2.4, 2.2.5)."""

from __future__ import annotations

from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.catalogue import period
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.hooks import collaboration, delay_reasons, passages, tasks
from heli.collaborations.monitoring.models import Problem, ProgressCheck
from heli.collaborations.monitoring.rules import lapses
from heli.collaborations.plan.models import Task
from heli.collaborations.stages.pauses import overrun, uncounted
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, now, today
from heli.matters.models import Answer as Answer_
from heli.people.queries import unit_names


@on("matter.confirm")
@on("matter.lapse")
def a_confirmed_answer_solves_the_problem(deed: Deed) -> None:
    """Whoever raised the problem is content, or was silent for so long that the rule counts it as content."""
    matter = deed.subject
    if matter.kind == "problem.solve" and matter.state == "closed":
        words = Answer_.objects.filter(matter=matter).order_by("-nth").values_list("text", flat=True).first()
        # what nobody answered is not solved, however it came to its end
        if words is not None:
            deed.child("problem.solved", Ref("problem", matter.about_id), {"words": words[:1000]})


@on("matter.take_back")
def a_problem_taken_back_is_none_any_more(deed: Deed) -> None:
    """Whoever raised the problem needs no solution any more; it holds up nothing."""
    if deed.subject.kind == "problem.solve":
        deed.child("problem.withdrawn", Ref("problem", deed.subject.about_id), {"reason": deed.input.reason})


@check("2.2.4", looks="基线里的任务", unbuilt="经批准的变更取消任务和延期")
def tasks_are_handed_in(root: Ref) -> Answer:
    """Every task of the baseline handed in, none dropped from it; one past its day has a reason on record."""
    if collaboration(root).stage < 4:
        return NOT_APPLICABLE
    rows = [t for t in tasks(root) if t.state in Task.OPEN]
    reasons, names = delay_reasons(root), unit_names({t.unit_id for t in rows})
    found: list[Finding | Evidence] = [
        Finding(f"任务 {t.number} {t.title}在批准以后取消，没有批准的变更", "牵头单位经办人", "按变更办理", (t.ref,), lapsed=True)
        for t in tasks(root)
        if t.state == "dropped" and t.baseline_due is not None
    ]
    pauses = pauses_in(root.id)
    for task in rows:
        who = names[task.unit_id].short
        if late := overrun(task.due_on, today(), pauses):
            words = f"任务 {task.number} {task.title}{late.words}，没有登记原因"
            reason = reasons.get(task.id, "")
            found.append(Finding(words, f"{who}承办人", "登记逾期原因", (task.ref,), lapsed=True, excused=reason))
        found.append(Finding(f"任务 {task.number} {task.title}还没有提交", f"{who}承办人", "办理后提交", (task.ref,)))
    return found or [Evidence("基线里的任务都已提交")]


@check("2.2.5", looks="进度检查和问题")
def progress_is_checked(root: Ref) -> Answer:
    """A check within each rhythm, and no problem open that is not left over with owner and day; one withdrawn is none."""
    passage = next((p for p in passages(root) if p.stage == 5), None)
    if passage is None:
        return NOT_APPLICABLE
    every = period("2.2.5", "check_every").amount
    checks = list(ProgressCheck.objects.filter(collaboration=root.id).order_by("at"))
    until = day_of(passage.left_at or now())
    found: list[Finding | Evidence] = [
        Finding(
            f"{lapse.since:%m-%d} 至 {lapse.until:%m-%d} 超过 {every} 个工作日没有检查进度{uncounted(lapse.rested)}", "协调小组",
            "检查进度，并写明迟检的原因", lapsed=True, excused=lapse.reason,
        )
        for lapse in lapses(
            day_of(passage.entered_at), [(day_of(c.at), c.lapse) for c in checks], until, every,
            pauses_in(root.id),
        )
    ]  # fmt: skip
    left = list(Problem.unsettled().filter(collaboration=root.id).order_by("order"))
    names = unit_names({p.unit_id for p in left})
    for problem in left:
        short = names[problem.unit_id].short
        words = f"问题 {problem.number}“{problem.title}”没有后续安排"
        found.append(Finding(words, short, "解决，或由牵头单位列为遗留并写明责任人和日期", (problem.ref,)))
    return found or [Evidence(f"检查进度 {len(checks)} 次，问题都有着落")]
