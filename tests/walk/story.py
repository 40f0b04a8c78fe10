"""The story of 企业开办“一件事”, told once: who does what, in which order, where each gate refuses and why it then passes.

`Way` is how a deed is done: straight through `perform`, or through the REST API. The story knows only names of people,
so the same one is walked everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

import yaml

from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.plan.models import Task
from heli.kernel.calendar import national
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.matters.models import Matter
from heli.people.models import Person, Unit
from heli.people.queries import posts

STEPS_FILE = "heli/collaborations/data/processes.yaml"
UNITS = {
    "市监": "bjsj",
    "公安": "bjga",
    "税务": "bjsw",
    "人社": "bjrs",
    "医保": "bjyb",
    "公积金": "bjgj",
    "人行": "bjrh",
    "数据": "bjsjj",
}
OF_STEP = {
    "政务服务管理部门": "数据", "市场监管部门": "市监", "公安部门": "公安", "税务部门": "税务", "人力资源社会保障部门": "人社",
    "医疗保障部门": "医保", "住房公积金管理中心": "公积金", "人民银行分支机构": "人行",
}  # fmt: skip
LIAISONS = {
    "市监": "唐宁",
    "公安": "陆平",
    "税务": "陈晓燕",
    "人社": "叶明",
    "医保": "顾晨",
    "公积金": "孔丽",
    "人行": "任静",
    "数据": "丁一",
}
DOERS = {
    "市监": "傅杰",
    "公安": "王海涛",
    "税务": "马骏",
    "人社": "赵丽娟",
    "医保": "沈洁",
    "公积金": "孙立新",
    "人行": "何文博",
    "数据": "许文静",
}


PREPARED = 10
"""The working day on which every unit has prepared its step."""
REFUSED = "印章刻制与备案"


class Refused(Exception):
    """A deed was refused; `clauses` are those of its reasons."""

    def __init__(self, clauses: set[str], sentence: str) -> None:
        self.clauses = clauses
        super().__init__(sentence)


class Way(Protocol):
    """A way of doing deeds: returns the ref of what came of it, or raises `Refused`."""

    def __call__(self, who: str, act: str, subject: Ref, given: Mapping[str, Any] | None = None) -> Ref | None: ...


@dataclass
class Story:
    """The walk in progress. `refusals` collects which clause each gate refused by."""

    way: Way
    title: str = "企业开办“一件事”上线"
    c: UUID = field(default_factory=lambda: UUID(int=0))
    refusals: dict[str, set[str]] = field(default_factory=dict)

    def do(self, who: str, act: str, subject: Ref | None = None, given: Mapping[str, Any] | None = None) -> Ref | None:
        """One deed; on the collaboration unless said otherwise."""
        return self.way(who, act, subject or self.ref, given)

    def refuses(self, gate: str, clause: str, *deed: Any) -> None:
        """The deed is refused by `clause`; remembered under the name of the gate."""
        try:
            self.do(*deed)
        except Refused as met:
            refusal = met
        else:
            raise AssertionError(f"{gate}: {deed[1]} was not refused")
        assert clause in refusal.clauses, f"{gate}: refused by {refusal.clauses}, not {clause}: {refusal}"
        self.refusals.setdefault(gate, set()).add(clause)

    @property
    def ref(self) -> Ref:
        """The collaboration."""
        return Ref("collaboration", self.c)

    @property
    def row(self) -> Collaboration:
        """The collaboration as it stands."""
        return Collaboration.objects.get(id=self.c)

    def tasks(self) -> list[Task]:
        """The tasks in their order."""
        return list(Task.objects.filter(collaboration=self.c).exclude(state="dropped").order_by("order"))


def unit(short: str) -> UUID:
    """The organisation with this short name in the demo city."""
    return Unit.objects.get(code=UNITS[short]).id


def post(name: str, duty: str = "") -> UUID:
    """The post of a person, the first one or that with a duty."""
    person = Person.objects.get(name=name)
    return next(p.id for p in posts(person=person.id) if not duty or duty in p.duties)


def steps() -> list[dict[str, Any]]:
    """The nine steps of the process as the product knows it."""
    with open(STEPS_FILE, encoding="utf-8") as file:
        processes = yaml.safe_load(file)["processes"]
    return next(p["steps"] for p in processes if p["id"] == "enterprise_startup")


def day(working_days: int) -> date:
    """The day so many working days from today."""
    return national().add(today(), working_days)


# ── the stages, each from its beginning to the passing of its gate ──────────────────────────────


def need(story: Story) -> None:
    """Stage 1: 周建国 states the need, 郑国强 confirms it; refused while the leader owns a module."""
    made = story.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": story.title})
    assert made is not None
    story.c = made.id
    story.refuses("需求提交", "2.2.1", "周建国", "need.submit")
    story.do("周建国", "need.describe", None, describing(story.title))
    story.do("周建国", "need.outcomes", None, {"outcomes": outcomes()})
    story.do("周建国", "need.roles", None, roles(risk="林志远"))
    story.do("周建国", "need.schedule", None, schedule())
    story.do("周建国", "need.submit")
    story.refuses("需求确认", "2.2.1", "周建国", "need.rule", None, {"confirmed": True})
    story.refuses("1 需求确认", "1.2.1.a", "郑国强", "need.rule", None, {"confirmed": True, "opinion": "需求属实"})
    story.do("郑国强", "need.rule", None, {"confirmed": False, "opinion": "分管领导不能兼任风险管理模块负责人，请调整"})
    story.do("周建国", "need.roles", None, roles())
    story.do("周建国", "need.submit")
    story.do("郑国强", "need.rule", None, {"confirmed": True, "opinion": "需求属实，目标和范围可以核对"})
    assert story.row.stage == 2


def describing(title: str) -> dict[str, Any]:
    """Why, what, up to where."""
    return {
        "title": title,
        "scenario": "service",
        "problem": "开办一家企业要跑 8 个窗口、填 6 张表共 146 项，平均 7.5 个工作日办完，同一材料平均交 3.2 次。",
        "goal": "一次提交、一张表单、八家并联，4 个工作日内办完。",
        "scope": "新设立的内资有限公司，从提交申请到领取营业执照、印章、发票并预约开户。",
        "excludes": "外商投资企业、变更和注销登记、需前置许可的行业。",
        "basis": "国务院“高效办成一件事”指导意见",
    }


def outcomes() -> list[dict[str, Any]]:
    """Two outcomes, each with another unit to receive it."""
    return [
        {"title": "企业开办一张表单", "kind": "service", "indicator": "填报项数", "baseline": "146 项", "target": "61 项",
         "maker": str(unit("数据")), "receiver": str(unit("市监")), "due_on": str(day(30))},
        {"title": "企业开办办理结果", "kind": "service", "indicator": "办理时限",
         "baseline": "7.5 个工作日", "target": "4 个工作日", "due_on": str(day(30)),
         "maker": str(unit("市监")), "receiver": str(unit("数据"))},
    ]  # fmt: skip


def roles(risk: str = "韩雪") -> dict[str, Any]:
    """Who leads, takes part, decides and owns the modules; `risk` is who owns risk management."""
    owners = {
        "project": ("市监", "周建国"),
        "resources": ("数据", "许文静"),
        "information": ("数据", "李敏"),
        "quality": ("税务", "陈晓燕"),
    }
    modules = [{"code": c, "unit": str(unit(u)), "post": str(post(p))} for c, (u, p) in owners.items()]
    home = "市监" if risk == "韩雪" else ""
    modules.append(
        {"code": "risk", "unit": str(unit(home)) if home else str(Unit.objects.get(code="bjzf").id), "post": str(post(risk))}
    )
    return {
        "lead": str(unit("市监")), "lead_post": str(post("周建国", "officer")), "in_charge": str(unit("市监")),
        "beneficiaries": [str(unit("税务"))], "beneficiary_words": "新办企业",
        "cooperating": [str(unit(u)) for u in UNITS if u != "市监"], "leader": str(post("林志远")), "head": str(post("郑国强")),
        "designer": str(post("韩雪")), "reviewer": str(post("李敏", "coordination")), "first_reviewer": str(post("郑国强")),
        "communication": str(post("周建国", "officer")), "modules": modules,
    }  # fmt: skip


def schedule() -> dict[str, Any]:
    """From today for forty working days, a goal for each stage."""
    goals = [
        (2, "八家确认职责清单", 5),
        (3, "三级审批完成", 8),
        (5, "试点企业办结", 25),
        (6, "成果全部签收", 32),
        (7, "评估归档", 38),
    ]
    return {
        "starts_on": str(today()),
        "due_on": str(day(40)),
        "goals": [{"stage": s, "goal": g, "due_on": str(day(n))} for s, g, n in goals],
    }


def design(story: Story) -> None:
    """Stage 2: parties join, 韩雪 draws duty list and plan, everybody is asked and confirms; refused while a gap is red."""
    for short in UNITS:
        if short != "市监":
            party = Party.objects.get(collaboration=story.c, unit=unit(short))
            story.do(LIAISONS[short], "party.answer", party.ref, {"accepted": True})
    story.do("韩雪", "duty.paste", None, {"text": duty_table(), "module": "project"})
    rows = {r.title: r for r in story.row.duty_rows.all()}
    plan(story, rows)
    story.do(
        "韩雪",
        "risk.name",
        None,
        {"title": "接口联调滞后", "level": "high", "response": "每周联调，预留 2 个工作日", "trigger": "联调逾期"},
    )
    story.refuses("送确认", "1.2.2.b", "韩雪", "column.send")
    story.refuses("2 流程设计", "1.2.2.b", "韩雪", "design.submit")
    bank = next(r for t, r in rows.items() if t == "银行预约开户")
    story.do("韩雪", "duty.mark", bank.ref, {"unit": str(unit("人行")), "kinds": ["lead", "do"]})
    consult(story)
    story.do("韩雪", "column.send")
    for short in UNITS:
        party = Party.objects.get(collaboration=story.c, unit=unit(short))
        story.do(LIAISONS[short], "column.confirm", party.ref, {"confirmed": True})


def duty_table() -> str:
    """The duty list as it is copied from Excel: one row a step, one for the form; the bank's row still lacks its lead."""
    lines = ["工作事项\t" + "\t".join(UNITS) + "\t边界\t应交成果"]
    for step in steps():
        lead = OF_STEP[step["unit"]]
        mark = "主" if step["zh"] == "银行预约开户" else "牵主"
        cells = [mark if u == lead else "协" if u in ("市监", "数据") else "知" for u in UNITS]
        lines.append("\t".join([step["zh"], *cells, "从前一环节办结起，到本环节结果推送为止", step["deliverable"]]))
    lines.append(
        "\t".join(["一张表单字段归并", *["牵主" if u == "数据" else "协" for u in UNITS], "字段归并到公布为止", "一张表单"])
    )
    return "\n".join(lines)


def plan(story: Story, rows: Mapping[str, Any]) -> None:
    """Each unit prepares its step, then the pilot company goes through the nine steps, each with its clock.

    Every task points to its duty and outcome; a step needs those before it and what its unit has prepared.
    """
    form, result = Outcome.objects.filter(collaboration=story.c).order_by("order")
    for title, outcome in (("一张表单字段归并", form), ("统一出件与回访", result)):
        row = rows[title]
        given = {k: getattr(row, k) for k in ("module", "title", "boundary", "deliverable")}
        story.do("韩雪", "duty.edit", row.ref, {**given, "outcome": str(outcome.id)})
    own = {OF_STEP[step["unit"]]: step for step in reversed(steps())}

    def task(short: str, step: Mapping[str, Any], begin: int, end: int, **more: Any) -> UUID:
        made = story.do("韩雪", "task.plan", None, {
            "duty": str(rows[step["zh"]].id), "outcome": str(result.id), "unit": str(unit(short)),
            "post": str(post(DOERS[short])), "receiver": str(unit("市监" if short == "数据" else "数据")),
            "starts_on": str(day(begin)), "due_on": str(day(end)), **more,
        })  # fmt: skip
        assert made is not None
        return made.id

    ready = {
        short: task(short, own[short], 8, PREPARED, title=f"{short}环节的接口和材料准备", goal="接口、材料清单和人员到位",
                    deliverable="准备情况确认单", criterion="数据局抽查一笔试办件，全程无差错")
        for short in UNITS
    }  # fmt: skip
    made: dict[str, UUID] = {}
    ends: dict[str, int] = {}
    for step in steps():
        short = OF_STEP[step["unit"]]
        begin = max((ends[n] for n in step["needs"]), default=PREPARED)
        ends[step["id"]] = begin + step["due"]["amount"]
        made[step["id"]] = task(
            short, step, begin, ends[step["id"]], title=step["zh"], goal="试点企业办结本环节", deliverable=step["deliverable"],
            criterion="结果已推送且可查", needs=[str(ready[short]), *(str(made[n]) for n in step["needs"])],
            basis=step["due"].get("basis", ""),
        )  # fmt: skip


def consult(story: Story) -> None:
    """Everyone concerned is asked; tax objects and is answered, the submission is refused until then."""
    story.do("韩雪", "consult.ask")
    asked = {c.unit_id: c for c in story.row.consultations.all()}
    for short in UNITS:
        given = {"objects_to": short == "税务", "words": "时限压到 0.5 个工作日，系统侧预警要同步调整" if short == "税务" else ""}
        story.do(LIAISONS[short], "consult.answer", asked[unit(short)].ref, given)
    story.refuses("事前沟通", "1.2.6.a", "韩雪", "design.submit")
    story.do(
        "韩雪", "consult.reply", asked[unit("税务")].ref, {"adopted": "yes", "words": "预警按时限的 80% 自动计算，不用另改规则"}
    )


def agreement(opinion: str = "同意") -> dict[str, Any]:
    """An approver's 同意 with its entries."""
    return {
        "verdict": "agree",
        "opinion": opinion,
        "focus": {"reasonable": "需求属实", "feasible": "系统具备条件", "risk": "风险有应对"},
        "principles": {p: {"state": "ok", "note": ""} for p in ("compliance", "duties", "risks", "improvable")},
    }


def approval(story: Story) -> None:
    """Stage 3: returned once at the second level, then agreed by three; a task cannot start before."""
    story.do("韩雪", "design.submit")
    first = story.tasks()[0]
    story.refuses("未批先办", "2.2", DOERS["市监"], "task.start", first.ref)
    story.refuses("3 审批", "2.2.3", "周建国", "stage.leave")
    one = _approval(story)
    story.refuses("逐级审批", "2.2.a", "李敏", "approval.decide", one, agreement())
    story.do("郑国强", "approval.decide", one, agreement())
    back = {"verdict": "return", "return_to": "submitter", "reason": "请写明联调滞后的补救办法", "opinion": "退回补充"}
    story.do("李敏", "approval.decide", one, back)
    assert story.row.stage == 2
    story.do("韩雪", "design.submit")
    two = _approval(story)
    for name in ("郑国强", "李敏", "林志远"):
        story.do(name, "approval.decide", two, agreement())
    assert story.row.stage == 4, [m.title for m in Matter.objects.filter(root=story.c, kind="gate.missing")]


def _approval(story: Story) -> Ref:
    submission = story.row.designs.order_by("-version_no")[0]
    return Ref("approval", submission.approval)


def execution(story: Story, later: Callable[[date], None] | None = None) -> None:
    """Stages 4 and 5: tasks signed for, done in order, one refused and done again; a problem solved.

    Where the clock can be moved (`later` takes the day), the last task comes late and is explained.
    """
    story.refuses("4 执行实施", "2.2.4", "周建国", "stage.leave")
    *tasks, last = story.tasks()
    for task in tasks:
        carry_out(story, task, refused=task.title == REFUSED)
    if later is not None:
        later(last.due_on + timedelta(days=1))
        doer = DOERS[_short(last)]
        story.do(doer, "task.explain", last.ref, {"cause": "waiting", "words": "回访名单晚到一天", "new_date": str(day(2))})
    carry_out(story, last)
    lapse = {"lapse": "试点期间按环节逐日跟踪，检查记录补登"} if later is not None else {}
    story.do("李敏", "progress.check", None, {"words": "九个环节全部办结，用时 4 个工作日", **lapse})
    raised = story.do(
        "陈晓燕", "problem.raise", None, {"title": "地址库字段不一致", "unit": str(unit("公安")), "due_on": str(day(3))}
    )
    assert raised is not None
    story.refuses("5 执行监控", "2.2.5", "周建国", "stage.leave")
    matter = Matter.objects.get(kind="problem.solve", about_id=raised.id)
    story.do("陆平", "matter.answer", matter.ref, {"text": "已按地址库统一字段"})
    story.do("陈晓燕", "matter.confirm", matter.ref, {})
    story.do("周建国", "stage.leave")
    assert story.row.stage == 6


def carry_out(story: Story, task: Task, *, refused: bool = False) -> None:
    """A task from its signature to its acceptance; refused once where the hand-in lacks something."""
    doer, receiver = DOERS[_short(task)], "丁一" if task.receiver_id == unit("数据") else "唐宁"
    sign(story, task, doer)
    story.do(doer, "task.start", task.ref)
    story.do(doer, "task.hand_in", task.ref, {"words": f"{task.title}已办结，结果已推送"})
    if refused:
        no = {"accepted": False, "complete": False, "good": True, "words": "缺备案回执"}
        story.do(receiver, "task.accept", task.ref, no)
        story.do(doer, "task.hand_in", task.ref, {"words": "补交备案回执"})
    story.do(receiver, "task.accept", task.ref, {"accepted": True, "complete": True, "good": True})


def _short(task: Task) -> str:
    return next(s for s in UNITS if unit(s) == task.unit_id)


def sign(story: Story, task: Task, who: str) -> None:
    """The doer signs for a task."""
    matter = Matter.objects.get(kind="task.do", about_id=task.id, state="unsigned")
    story.do(who, "matter.sign", matter.ref, {})


def delivery(story: Story) -> None:
    """Stage 6: each outcome handed over and received; one refused first."""
    story.refuses("6 成果交付", "2.2.6", "周建国", "stage.leave")
    form, result = story.row.delivery_items.order_by("outcome__order")
    story.do("许文静", "delivery.hand_over", form.ref, {"actual": "63 项"})
    story.do("周建国", "delivery.receive", form.ref, {"received": False, "words": "目标是 61 项，还差 2 项没有归并"})
    story.do("许文静", "delivery.hand_over", form.ref, {"actual": "61 项"})
    story.do("周建国", "delivery.receive", form.ref, {"received": True})
    story.do("傅杰", "delivery.hand_over", result.ref, {"actual": "4 个工作日"})
    story.do("丁一", "delivery.receive", result.ref, {"received": True})
    story.do("周建国", "stage.leave")
    assert story.row.stage == 7


def evaluation(story: Story) -> None:
    """Stage 7: every party answers, four dimensions are judged, a lesson is written, all is filed; then it is closed."""
    story.refuses("7 反馈评估", "2.2.7", "周建国", "collaboration.close")
    for one in story.row.asked.all():
        short = next(s for s in UNITS if unit(s) == one.unit_id)
        story.do(LIAISONS[short], "evaluation.view", one.ref, {"satisfaction": "good", "words": "衔接顺畅"})
    for dimension in ("goal", "process", "quality", "improvement"):
        story.do("李敏", "evaluation.judge", None, {"dimension": dimension, "verdict": "good", "words": "有记录支撑，达到预期"})
    story.do("周建国", "lesson.write", None, {
        "title": "印章备案回执应列入首次清单", "why": "首次提交漏了回执，退回一次", "next_time": "受理时一次告知",
    })  # fmt: skip
    story.refuses("归档", "2.4.4", "周建国", "collaboration.close")
    story.do("周建国", "archive.file", None, {})
    story.do("周建国", "collaboration.close")
    assert story.row.state == "closed"


def whole(story: Story, later: Callable[[date], None] | None = None) -> Iterator[str]:
    """The whole walk; yields the name of each stage as it is passed."""
    for name, part in (("需求确认", need), ("流程设计", design), ("审批", approval)):
        part(story)
        yield name
    execution(story, later)
    yield "执行"
    delivery(story)
    yield "成果交付"
    evaluation(story)
    yield "反馈评估"
