"""Sample content of the style guide: fictional, with the longest names that real cities have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils import timezone

from heli.acts.changes import Change as Overtaken
from heli.acts.forms import FormField
from heli.acts.pages import DeedButton, DeedForm
from heli.web.dates import SHANGHAI
from heli.web.parts import (
    Change,
    Choice,
    Column,
    Conflict,
    Entry,
    Field,
    File,
    GateRow,
    Head,
    Person,
    Refusal,
    Row,
    Stage,
    Tab,
    Toast,
)
from heli.web.shell import PostChoice, Role, Shell, StandIn, navigation

LONG_UNITS = (
    "滨江市市场监督管理局（市知识产权局、市食品安全委员会办公室）",
    "滨江市经济和信息化局（市国防科学技术工业办公室、市中小企业局）",
    "滨江市自然资源和规划局（市林业局、市海洋局、市不动产登记服务中心）",
    "滨江市人力资源和社会保障局劳动保障监察与劳动人事争议调解仲裁院",
    "国家税务总局滨江市税务局第三税务分局（重点税源企业税收服务和管理局）",
)
LINKS = dict.fromkeys(("search", "create", "notices", "post", "profile", "help", "sign_out"), "/styleguide/")
ROLES: tuple[Role, ...] = ("officer", "coord", "leader", "audit", "admin")


def shell(role: str = "officer") -> Shell:
    """A frame for each role; the officer stands in for someone."""
    kind: Role = role if role in ROLES else "officer"  # type: ignore[assignment]
    nav = navigation(kind, {"inbox": 11, "tasks": 5, "cockpit": 2, "supervision": 2})
    own = Shell(
        person="欧阳晓燕",
        unit=LONG_UNITS[4],
        post="联络员",
        role=kind,
        nav=tuple(replace(n, href="/styleguide/") for n in nav),
        posts=(PostChoice("p1", LONG_UNITS[4], "联络员", 11, True), PostChoice("p2", "市税务局", "纳税服务科副科长", 3)),
        stand_ins=(StandIn("s1", "马骏", "市税务局", "信息中心主任", date(2027, 1, 8), True),),
        acting="马骏",
        city="滨江市",
        norm_version="1.0",
        unread=3,
        can_create=True,
        hotline="0571-0000 8800",
        links=LINKS,
    )
    if kind == "leader":
        return replace(
            own, person="林志远", unit="滨江市人民政府", post="副市长", acting="", posts=(), stand_ins=(), can_create=False
        )
    return own


def _fields(wrong: bool) -> tuple[Field, ...]:
    units = tuple(Choice(f"u{i}", name) for i, name in enumerate(LONG_UNITS))
    ways = (
        Choice("a", "一次告知，分别办理", "各单位自行受理，结果互认"),
        Choice("b", "一表申请，并联办理", "表单归并，各单位同时开始"),
        Choice("c", "委托一家代为受理", "须有书面委托，现在还没有", disabled=True),
    )
    return (
        Field("title", "协作名称", value="企业开办“一件事”上线", required=True, max_length=60, hint="写清要办成的事，不写口号"),
        Field("why", "为什么要办", "textarea", required=True, max_length=500, error="填写为什么要办" if wrong else ""),
        Field("lead", "牵头单位", "select", value="u2", required=True, choices=units),
        Field("due", "完成日期", "date", value=date(2026, 12, 31), error="完成日期须在开始日期之后" if wrong else ""),
        Field("cost", "所需经费", "number", value="12.5", unit="万元", hint="没有就填 0"),
        Field("way", "怎么办理", "radio", choices=ways, error="选一种办理方式" if wrong else ""),
        Field(
            "kind",
            "成果类别",
            "chips",
            value="data",
            choices=tuple(Choice(*c) for c in (("doc", "政策文件"), ("data", "数据成果"))),
        ),
        Field("side", "参与单位", "checks", value=("u0", "u4"), choices=units),
        Field("files", "附件", "file", multiple=True, hint="每个不超过 50 MB。不得上传涉密文件"),
        Field("secret", "口令", "password"),
        Field("remind", "到期前 2 个工作日提醒", "checkbox", value=True),
    )


def _deeds(here: str, now: datetime) -> dict[str, Any]:
    """A form with a repeated group after somebody was faster, and a one-click deed."""
    row = tuple(
        FormField(f"outcomes-0-{name}", label, kind, value=value, required=True)
        for name, label, kind, value in (("title", "成果名称", "text", "印章备案规程"), ("parts", "组成", "lines", "规程\n样表"))
    )
    fields = (
        FormField("subject", "事由", value="企业开办", required=True),
        FormField("outcomes", "预期成果", "group", items=(row,), repeats=True),
    )
    change = Overtaken(
        "市公安局 · 治安管理支队副支队长 · 王海涛", now - timedelta(minutes=2), ("改名",), {"subject": "企业开办一件事"}
    )
    return {
        "sample_deed": DeedForm("need.state", "提出需求", here, fields, "k-7", 3, conflict=change),
        "sample_question": FormField("remark", "备注", "textarea"),
        "sample_button": DeedButton("签收", here, "k-8", 1),
    }


def context() -> dict[str, Any]:
    """Everything that styleguide.html shows."""
    now = timezone.now().astimezone(SHANGHAI)
    names = ("需求确认", "流程设计", "审批", "执行实施", "执行监控", "成果交付", "反馈评估")
    states: tuple[Literal["done", "now", "next"], ...] = ("done", "done", "done", "now", "now", "next", "next")
    here = "/styleguide/"
    tabs = [
        ("overview", "概览", 0),
        ("matrix", "职责清单", 2),
        ("tasks", "任务", 26),
        ("approval", "审批", 1),
        ("data", "数据共享", 7),
    ]
    tabs += [("talk", "沟通", 0), ("archive", "交付归档", 0)]
    more = [
        ("risk", "问题与风险", 2),
        ("review", "评价", 0),
        ("compliance", "条款符合度", 1),
        ("flow", "流程图", 0),
        ("log", "操作日志", 0),
    ]
    return {
        **_deeds(here, now),
        "units": LONG_UNITS,
        "today": now.date(),
        "now_there": now,
        "far": datetime(2027, 1, 8, 17, 0, tzinfo=SHANGHAI),
        "head": Head(
            "企业开办“一件事”上线",
            "XZ-2026-017",
            tuple(Tab(k, n, here, c, k == "matrix") for k, n, c in tabs),
            tuple(Tab(k, n, here, c) for k, n, c in more),
            (("协作事项", here), ("公共服务事项协同办理", "")),
            "warn",
            meta=(f"牵头：{LONG_UNITS[0]} 周建国", "协调：市政务服务和数据局 李敏", "分管：副市长 林志远", "09-14 至 2027-01-15"),
        ),
        "stages": tuple(
            Stage(n, s, "11-02 至 12-31" if i > 2 else "09-14 至 09-24", "任务 9 / 26 已验收" if i == 3 else "", i == 3)
            for i, (n, s) in enumerate(zip(names, states, strict=True))
        ),
        "gate": (
            GateRow(
                ("2.2.4", "1.2.6.b"),
                "bad",
                "不符合",
                "任务 T-0221 逾期 2 个工作日，没有登记原因",
                "市税务局 马骏，登记原因或申请延期",
                href=here,
            ),
            GateRow(
                ("1.2.3",),
                "bad",
                "还缺 5 项",
                "职责清单",
                parts=tuple(
                    GateRow((), "bad", "还缺", f"职责“{title}”没有确定主办单位", "市市场监督管理局 周建国，确定主办单位", here)
                    for title in ("名称核准", "印章备案", "发票申领", "社保登记", "预约开户")
                ),
            ),
            GateRow(("2.2.4",), "off", "未到期", "还有 14 项任务没有提交，均在期限内", "各承办人按计划提交，最晚 12-31"),
            GateRow(
                ("2.2.5",),
                "warn",
                "未决",
                "问题 WT-0043“地址库字段不一致”没有后续安排",
                f"{LONG_UNITS[3]} 王海涛 答复，或由你列为遗留",
            ),
            GateRow(("2.2.5",), "ok", "符合", "进度检查每 5 个工作日一次，上次 11-19，下次 11-26 前"),
        ),
        "refusal": Refusal(
            "不能验收本单位的成果",
            "成果由承办单位以外的接收单位签认。T-0216 由你单位承办，接收单位是市税务局。",
            "4.3.b",
            "阶段与最终验收",
            here,
            "市税务局 陈晓燕（联络员），马骏可以代办",
            "请接收单位验收，期限 2 个工作日。你写的意见会一并转去。",
            "T-0216 印章备案信息推送接口",
            "212",
        ),
        "conflict": Conflict(
            "周建国",
            "2 分钟前",
            (
                Change("edge", "边界", "领取营业执照后起算，到回执送达", "领取营业执照后起算，到窗口送达", "到备案完成"),
                Change("result", "应交成果", "印章备案回执", "印章和备案回执"),
            ),
            "职责清单 v1.3（修改中）第 13 行",
        ),
        "questions": _fields(wrong=False),
        "wrong": tuple(replace(f, id=f"w-{f.name}", name=f"w-{f.name}") for f in _fields(wrong=True)[:6]),
        "columns": (
            Column("单位", main=True),
            Column("承办人"),
            Column("状态"),
            Column("期限", sort=here, sorted="asc"),
            Column("用时", "r"),
        ),
        "rows": tuple(
            Row((n, "王海涛", "正常", "周五 11-27", "2 / 5"), s)
            for n, s in zip(LONG_UNITS, ("", "warn", "bad", "off", ""), strict=True)
        ),
        "entries": (
            Entry(now - timedelta(hours=2), "T-0221 逾期满 2 个工作日，转督办 DB-2026-0012", kind="bad"),
            Entry(
                now - timedelta(days=3),
                "复审同意计划变更 SP-2026-0238，等林志远终审",
                "李敏",
                "市政务服务和数据局",
                "协调组",
                kind="info",
            ),
            Entry(
                now - timedelta(days=4),
                "征求 4 家意见",
                "陈晓燕",
                LONG_UNITS[4],
                "联络员",
                "马骏",
                "info",
                "1.3.3",
                "职责清单 v1.3（修改中）",
            ),
            Entry(now - timedelta(days=400), "印章刻制备案接口通过阶段验收", kind="ok"),
        ),
        "files": (
            File(
                "滨江市企业开办“一件事”跨部门协同办理工作方案（征求意见稿第三稿）修改说明.docx",
                98_304,
                here,
                now,
                "李敏",
                "8c41…02fe",
            ),
            File("字段归并对照表 146 至 61.xlsx", 1_153_434, here, now, "李敏", "e7b0…5a19", "内部 · 参与单位"),
            File("八家确认函（盖章扫描）.pdf", 3_250_585, here),
        ),
        "persons": tuple(
            Person(name, unit, "联络员", "" if i else "牵头", not i)
            for i, (name, unit) in enumerate(zip(("周建国", "李敏", "王海涛", "欧阳晓燕", "马骏"), LONG_UNITS, strict=True))
        ),
        "toast": Toast("已催办 市税务局 马骏（内部 · 参与单位）", here),
    }
