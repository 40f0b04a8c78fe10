"""企业注销登记“一件事”: carried through all seven stages and closed."""

from __future__ import annotations

from heli.cli.demo import stages
from heli.cli.demo.script import LIAISONS, Duty, Job, Objection, Product, Risk, Roles, Script
from heli.cli.demo.stages import accepted, handed_in, started
from heli.cli.demo.teller import Story, Tale

BEGINS = -88
GO = -68
BOUNDARY = "从清算组备案起，到本环节注销结果推送为止"

SCRIPT = Script(
    title="企业注销登记“一件事”",
    begins=BEGINS,
    ends=-28,
    units=("市监", "公安", "税务", "人社", "公积金", "人行", "数据"),
    roles=Roles(
        officer="周建国", confirmer="郑国强", first="郑国强", second="李敏", leader="林志远", designer="韩雪", head="郑国强",
        modules={
            "project": ("市监", "周建国"), "resources": ("数据", "许文静"), "information": ("数据", "李敏"),
            "quality": ("人社", "叶明"), "risk": ("市监", "韩雪"),
        },
    ),
    problem="企业注销要分别到税务、社保、公积金、银行和登记机关申请，平均跑 6 次，清税证明要自行打印提交。",
    goal="企业注销一次申请、同步办理，普通注销 20 个工作日内办结。",
    scope="已完成清算的内资有限责任公司，从提交注销申请到登记、税务、社保、公积金、印章、账户全部注销。",
    excludes="破产清算、被吊销营业执照的企业。",
    basis="国务院关于进一步优化政务服务提升行政效能推动“高效办成一件事”的指导意见（国发〔2024〕3 号）",
    beneficiary="申请注销的企业",
    products=(
        Product("企业注销一次申请", "service", "跑动次数", "6 次", "1 次", "数据", "市监"),
        Product("企业注销同步办理", "service", "普通注销时限", "45 个工作日", "20 个工作日", "市监", "数据"),
    ),
    goals=(
        (2, "七家确认职责清单和任务计划", -71), (3, "三级审批完成", -67), (5, "六个环节同步注销走通", -40),
        (6, "两件成果全部签收", -34), (7, "完成评估和归档", -29),
    ),
    duties=(
        Duty("project", "注销登记", "牵主 知 知 知 知 知 协", BOUNDARY, "准予注销登记通知书"),
        Duty("project", "印章缴销", "知 牵主 · · · 知 协", BOUNDARY, "印章缴销证明"),
        Duty("project", "清税办理", "协 · 牵主 · · · 协", BOUNDARY, "清税证明", 1),
        Duty("project", "社保账户注销", "协 · 知 牵主 · · 协", BOUNDARY, "社保注销结果"),
        Duty("project", "公积金账户注销", "协 · · · 牵主 · 协", BOUNDARY, "公积金注销结果"),
        Duty("project", "银行账户撤销提示", "协 · · · · 牵主 协", BOUNDARY, "账户撤销提示"),
        Duty("information", "注销申请一次提交", "协 协 协 协 协 协 牵主", "从申请页面起，到分送各单位为止", "一次申请页面", 0),
        Duty("quality", "阶段成果检查", "协 协 协 牵主 协 协 协", "检查人不得是承办人", "阶段检查意见"),
        Duty("risk", "未结事项拦截", "牵主 协 协 协 协 协 协", "存在未结案件、欠税欠费的不得注销", "拦截规则清单"),
    ),
    jobs=(
        Job("一次申请页面开发", "注销申请一次提交", "数据", "许文静", "市监", GO, -58, "一次申请页面", "一次提交，七家同时收到"),
        Job("清税证明在线核验", "清税办理", "税务", "马骏", "市监", GO, -56, "核验接口", "核验结果实时返回", product=1),
        Job("社保注销同步办理", "社保账户注销", "人社", "赵丽娟", "市监", GO, -54, "社保注销接口", "2 个工作日内办结", product=1),
        Job("公积金注销同步办理", "公积金账户注销", "公积金", "孙立新", "市监", GO, -54, "公积金注销接口", "2 个工作日内办结",
            product=1),
        Job("印章缴销信息推送", "印章缴销", "公安", "王海涛", "市监", GO, -52, "缴销推送接口", "缴销信息当日推送", product=1),
        Job("账户撤销提示推送", "银行账户撤销提示", "人行", "何文博", "市监", GO, -52, "提示推送接口", "提示当日送达开户行",
            product=1),
        Job("同步注销试运行", "注销登记", "市监", "傅杰", "数据", -50, -42, "试运行报告", "试办 10 件，20 个工作日内全部办结",
            ("一次申请页面开发", "清税证明在线核验", "社保注销同步办理", "公积金注销同步办理", "印章缴销信息推送",
             "账户撤销提示推送"), 1),
    ),
    risks=(Risk("未结事项漏拦", "high", "七家逐项核对拦截规则，每周抽查", "发现一件漏拦"),),
    objections={
        "人行": Objection(
            "账户由企业自行到开户行撤销，人民银行只能提示，请改称“撤销提示”。", "yes", "采纳，名称已改为“账户撤销提示”。"
        ),
    },
    opinions={
        "郑国强": ("同意", "注销难是企业反映的突出问题", "各家系统具备条件", "漏拦风险已有核对办法"),
        "李敏": ("同意", "职责没有交叉和空白", "时限有余量", "应对措施具体"),
        "林志远": ("同意", "必要", "可行", "可控"),
    },
)  # fmt: skip
DONE = (
    (-59, "一次申请页面开发", "申请页面已上线测试，一次提交后七家同时收到。"),
    (-57, "清税证明在线核验", "核验接口已接通，平均 2 秒返回。"),
    (-56, "社保注销同步办理", "接口已接通，试办 5 件均当日办结。"),
    (-55, "公积金注销同步办理", "接口已接通，试办 5 件均次日办结。"),
    (-54, "印章缴销信息推送", "缴销信息当日推送，已核对 20 条。"),
    (-53, "账户撤销提示推送", "提示已能当日送达开户行。"),
)


def story(tale: Tale) -> Story:
    """From need to closing without a detour."""
    yield from stages.need(tale, BEGINS)
    yield from stages.confirmed(tale, BEGINS + 2, "需求属实，同意立项。")
    yield from stages.design(tale, BEGINS + 5)
    yield from stages.submitted(tale, GO - 4)
    yield from stages.agreed(tale, "郑国强", GO - 3, "10:15")
    yield from stages.agreed(tale, "李敏", GO - 2, "15:30")
    yield from stages.agreed(tale, "林志远", GO - 1, "09:45")
    yield from stages.all_signed(tale, GO)
    for i, (_day, title, _words) in enumerate(DONE):
        yield tale.at(GO, f"14:{10 + i * 7}")
        started(tale, title)
    checks = iter((-64, -59, -54, -49))
    check = next(checks)
    for day, title, words in DONE:
        while day > check:
            yield from _checked(tale, check)
            check = next(checks)
        yield tale.at(day, "10:10")
        handed_in(tale, title, words)
        yield tale.at(day, "15:40")
        accepted(tale, title)
    yield from _trial(tale)
    yield from _delivery(tale)


def _checked(tale: Tale, day: int) -> Story:
    yield tale.at(day, "16:30")
    tale.do("李敏", "progress.check", None, {"words": "各环节按计划推进，没有逾期任务。"})


def _trial(tale: Tale) -> Story:
    yield tale.at(-50, "09:15")
    started(tale, "同步注销试运行")
    yield tale.at(-49, "10:30")
    problem = {
        "title": "两家企业的欠费提示没有拦住", "detail": "公积金欠缴信息隔日才到，注销申请先行通过了预审。",
        "unit": str(tale.city.unit("公积金")), "due_on": str(tale.days.day(-45)),
    }  # fmt: skip
    raised = tale.do("傅杰", "problem.raise", None, problem)
    yield from _checked(tale, -49)
    yield tale.at(-47, "09:50")
    answer = {"text": "欠缴信息改为实时查询，两家企业已补缴并重新预审。"}
    tale.do("孔丽", "matter.answer", tale.matter("problem.solve", raised.ref), answer)
    yield tale.at(-46, "11:00")
    tale.do("傅杰", "matter.confirm", tale.matter("problem.solve", raised.ref), {"text": "复测已能拦截。"})
    yield from _checked(tale, -44)
    yield tale.at(-42, "09:30")
    handed_in(tale, "同步注销试运行", "试办 10 件，最长 17 个工作日，全部办结。")
    yield tale.at(-41, "14:30")
    accepted(tale, "同步注销试运行", "抽查 3 件，记录齐全。")
    yield tale.at(-41, "16:20")
    tale.do("周建国", "stage.leave")


def _delivery(tale: Tale) -> Story:
    yield tale.at(-39, "10:00")
    tale.do("许文静", "delivery.hand_over", tale.item(0), {"actual": "1 次", "words": "一次申请页面已上线，附操作说明。"})
    yield tale.at(-38, "09:45")
    tale.do("唐宁", "delivery.receive", tale.item(0), {"received": True, "words": "核对无误。"})
    yield tale.at(-38, "14:15")
    tale.do("傅杰", "delivery.hand_over", tale.item(1), {"actual": "19 个工作日", "words": "附试运行报告。"})
    yield tale.at(-37, "10:40")
    given = {"received": False, "words": "试运行报告缺两家延期企业的说明，请补齐。"}
    tale.do(LIAISONS["数据"], "delivery.receive", tale.item(1), given)
    yield tale.at(-36, "09:30")
    tale.do("傅杰", "delivery.hand_over", tale.item(1), {"actual": "19 个工作日", "words": "已补充两家企业的情况说明。"})
    yield tale.at(-35, "15:00")
    tale.do(LIAISONS["数据"], "delivery.receive", tale.item(1), {"received": True})
    yield tale.at(-35, "16:10")
    tale.do("周建国", "stage.leave")
    views = {"税务": "清税证明不再要企业打印，窗口压力明显减轻。", "人行": "建议今后把撤销结果也纳入回传。"}
    judgements = {
        "goal": "两项指标都达到目标值，有试运行记录。", "process": "没有逾期任务，进度检查按期，成果退回一次已补齐。",
        "quality": "成果退回一次，补齐后签收。", "improvement": "欠缴信息实时查询已固化为规则。",
    }  # fmt: skip
    lesson = {
        "title": "欠费信息应实时查询，不能按日同步", "why": "试运行时公积金欠缴信息隔日才到，两件申请先行通过了预审。",
        "next_time": "凡作为拦截条件的数据，设计时一律采用实时查询接口，并在联调时专门验证。",
    }  # fmt: skip
    yield from stages.evaluated(tale, -33, views, lesson, judgements)
    yield tale.at(-29, "10:20")
    tale.do("周建国", "archive.file", None, {})
    yield tale.at(-28, "15:30")
    tale.do("周建国", "collaboration.close")
