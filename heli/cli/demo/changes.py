"""Three matters that wait for somebody: for the final approval, for the second level, for the confirmation of the need."""

from __future__ import annotations

from dataclasses import replace

from heli.cli.demo import stages
from heli.cli.demo.script import Duty, Job, Product, Risk, Roles, Script
from heli.cli.demo.teller import Story, Tale

BEGINS = -20
MODULES = {
    "project": ("市监", "周建国"), "resources": ("数据", "许文静"), "information": ("数据", "李敏"),
    "quality": ("人行", "任静"), "risk": ("市监", "韩雪"),
}  # fmt: skip
PEOPLE = Roles(
    officer="周建国", confirmer="郑国强", first="郑国强", second="李敏", leader="林志远", designer="韩雪", head="郑国强",
    modules=MODULES,
)  # fmt: skip

CHANGE = Script(
    title="企业信息变更“一件事”",
    begins=BEGINS,
    ends=50,
    units=("市监", "公安", "税务", "人行", "数据"),
    roles=PEOPLE,
    problem="企业变更名称、住所后，要再到公安换印章、到税务和银行变更信息，平均跑 4 次。",
    goal="变更登记后，印章、税务、账户信息同步变更，5 个工作日内办完。",
    scope="变更名称、住所、法定代表人的内资企业，从提交变更申请到各单位信息同步完成。",
    excludes="变更经营范围涉及前置许可的。",
    basis="“高效办成一件事”2024 年度重点事项清单",
    beneficiary="申请变更的企业",
    products=(
        Product("企业信息变更同步", "service", "办理时限", "12 个工作日", "5 个工作日", "市监", "数据"),
        Product("变更申请一张表单", "service", "填报项数", "58 项", "26 项", "数据", "市监"),
    ),
    goals=((2, "五家确认职责清单和任务计划", -3), (3, "三级审批完成", 3), (5, "同步变更走通", 32), (6, "成果签收", 42),
           (7, "评估归档", 49)),
    duties=(
        Duty("project", "变更登记", "牵主 知 知 知 协", "从申请起，到变更结果推送为止", "变更登记结果", 0),
        Duty("project", "印章换刻与备案", "知 牵主 · 知 协", "从变更结果推送起，到备案为止", "换刻备案回执"),
        Duty("project", "税务信息变更", "协 · 牵主 · 协", "从变更结果推送起，到税务信息更新为止", "税务变更结果"),
        Duty("project", "账户信息变更提示", "协 · · 牵主 协", "从变更结果推送起，到提示送达为止", "变更提示"),
        Duty("information", "变更申请表单归并", "协 协 协 协 牵主", "从字段清理起，到表单公布为止", "变更申请表单", 1),
        Duty("risk", "法定代表人冒名变更防范", "牵主 协 协 协 协", "人脸核验不通过的不予受理", "核验规则"),
    ),
    jobs=(
        Job("变更结果推送接口", "变更登记", "市监", "傅杰", "数据", 6, 16, "推送接口", "变更结果实时推送"),
        Job("印章换刻备案接口", "印章换刻与备案", "公安", "王海涛", "市监", 6, 18, "换刻备案接口", "1 个工作日内备案"),
        Job("税务信息同步变更", "税务信息变更", "税务", "马骏", "市监", 6, 18, "税务变更接口", "变更信息当日更新"),
        Job("账户信息变更提示推送", "账户信息变更提示", "人行", "何文博", "市监", 6, 18, "提示接口", "提示当日送达开户行"),
        Job("变更申请表单", "变更申请表单归并", "数据", "许文静", "市监", 6, 14, "变更申请表单", "不多于 26 项", product=1),
    ),
    risks=(Risk("冒名变更法定代表人", "high", "人脸核验和短信告知双重确认", "接到一件投诉"),),
    opinions={
        "郑国强": ("同意，报复审", "企业反映集中", "可沿用企业开办的接口", "冒名变更已有防范"),
        "李敏": ("同意，报终审", "职责没有交叉和空白", "时限与五家承诺一致", "应对措施具体"),
    },
)  # fmt: skip
CONVERSION = Script(
    title="个体工商户转企业“一件事”",
    begins=-22,
    ends=48,
    units=("市监", "税务", "人社", "公积金", "数据"),
    roles=replace(PEOPLE, modules={**MODULES, "quality": ("人社", "叶明")}),
    problem="个体工商户转为企业须先注销再设立，字号、许可和社保关系不能延续，经营者顾虑多。",
    goal="一次申请、直接变更，字号和社保关系延续，5 个工作日内办完。",
    scope="市内登记的个体工商户转为有限责任公司，从申请到各项信息变更完成。",
    excludes="有未结案件或欠税的个体工商户。",
    basis="促进个体工商户发展条例第十三条",
    beneficiary="个体工商户",
    products=(
        Product("个转企直接变更", "service", "办理时限", "20 个工作日", "5 个工作日", "市监", "数据"),
        Product("个转企申请页面", "service", "填报项数", "72 项", "30 项", "数据", "市监"),
    ),
    goals=((2, "五家确认职责清单和任务计划", -4), (3, "三级审批完成", 2), (5, "直接变更走通", 31), (6, "成果签收", 40),
           (7, "评估归档", 47)),
    duties=(
        Duty("project", "直接变更登记", "牵主 知 知 知 协", "从申请起，到换发营业执照为止", "变更后的营业执照", 0),
        Duty("project", "税务登记信息延续", "协 牵主 · · 协", "从变更结果推送起，到税务信息更新为止", "税务信息延续结果"),
        Duty("project", "社保关系延续", "协 · 牵主 · 协", "从变更结果推送起，到社保信息更新为止", "社保关系延续结果"),
        Duty("project", "公积金账户延续", "协 · · 牵主 协", "从变更结果推送起，到账户信息更新为止", "公积金账户延续结果"),
        Duty("information", "申请页面归并", "协 协 协 协 牵主", "从字段清理起，到页面上线为止", "个转企申请页面", 1),
        Duty("risk", "欠税和未结案件核查", "牵主 协 协 协 协", "核查不通过的不予受理", "核查规则"),
    ),
    jobs=(
        Job("直接变更规则配置", "直接变更登记", "市监", "傅杰", "数据", 5, 14, "变更规则", "字号和许可可以延续"),
        Job("税务信息延续接口", "税务登记信息延续", "税务", "马骏", "市监", 5, 16, "税务延续接口", "信息当日更新"),
        Job("社保关系延续接口", "社保关系延续", "人社", "赵丽娟", "市监", 5, 16, "社保延续接口", "缴费年限连续计算"),
        Job("公积金账户延续接口", "公积金账户延续", "公积金", "孙立新", "市监", 5, 16, "公积金延续接口", "账户余额不变"),
        Job("申请页面归并", "申请页面归并", "数据", "许文静", "市监", 5, 12, "个转企申请页面", "填报项数不多于 30 项", product=1),
    ),
    risks=(Risk("原债务承接不清", "medium", "申请时告知并留存经营者承诺书", "接到一件债务投诉"),),
    opinions={"郑国强": ("同意，报复审", "经营者呼声高，条例有明确要求", "登记系统已支持直接变更", "债务承接已有承诺书")},
)  # fmt: skip
MOVE = Script(
    title="企业跨区迁移“一件事”",
    begins=-2,
    ends=60,
    units=("市监", "税务", "人社", "公积金", "数据"),
    roles=replace(PEOPLE, modules={**MODULES, "quality": ("人社", "叶明")}),
    problem="企业在市内跨区迁移，要在迁出、迁入两地登记和税务机关来回办理，平均 15 个工作日，档案要自行携带。",
    goal="迁入地一次申请，登记、税务、社保、公积金同步迁移，5 个工作日内办完。",
    scope="在本市各区之间迁移的内资企业，从提交迁移申请到各项信息迁移完成。",
    excludes="跨省、跨设区市迁移，有未结税务案件的企业。",
    basis="滨江市优化营商环境 2026 年重点任务清单",
    beneficiary="跨区迁移的企业",
    products=(Product("企业跨区迁移同步办理", "service", "办理时限", "15 个工作日", "5 个工作日", "市监", "数据"),),
    goals=((2, "五家确认职责清单和任务计划", 18), (3, "三级审批完成", 24), (5, "同步迁移走通", 42), (6, "成果签收", 52),
           (7, "评估归档", 59)),
)  # fmt: skip


def change(tale: Tale) -> Story:
    """Agreed by two, with the leader now."""
    yield from stages.need(tale, BEGINS)
    yield from stages.confirmed(tale, BEGINS + 2, "需求属实，同意立项。")
    yield from stages.design(tale, BEGINS + 4)
    yield from stages.submitted(tale, -4)
    yield from stages.agreed(tale, "郑国强", -3, "10:30")
    yield from stages.agreed(tale, "李敏", -1, "09:20")


def conversion(tale: Tale) -> Story:
    """Agreed by the first level, with 李敏 now."""
    yield from stages.need(tale, -22)
    yield from stages.confirmed(tale, -20, "需求属实，同意立项。")
    yield from stages.design(tale, -17)
    yield from stages.submitted(tale, -5)
    yield from stages.agreed(tale, "郑国强", -2, "15:20")


def move(tale: Tale) -> Story:
    """The need is with 郑国强."""
    yield from stages.need(tale, -2)
