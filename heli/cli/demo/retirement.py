"""退休“一件事”: initiated by the data bureau, led by human resources; returned at the second level and being amended."""

from __future__ import annotations

from heli.cli.demo import stages
from heli.cli.demo.script import Duty, Job, Product, Risk, Roles, Script
from heli.cli.demo.teller import Story, Tale

BEGINS = -24
BOUNDARY = "从退休核准起，到本环节结果推送为止"

SCRIPT = Script(
    title="退休“一件事”",
    begins=BEGINS,
    ends=45,
    units=("人社", "公安", "医保", "公积金", "数据", "税务"),
    initiator="数据",
    roles=Roles(
        officer="许文静", confirmer="谢芳", first="崔岚", second="李敏", leader="林志远", designer="叶明", head="谢芳",
        modules={
            "project": ("人社", "赵丽娟"), "resources": ("数据", "许文静"), "information": ("数据", "丁一"),
            "quality": ("公积金", "孔丽"), "risk": ("人社", "叶明"),
        },
    ),
    problem="职工退休要分别办理养老待遇、医保、公积金提取等 5 项手续，至少跑 4 次，材料重复提交。",
    goal="退休核准后一次申请，养老、医保、公积金同步办理，10 个工作日内办完。",
    scope="企业参保职工，从退休预约到养老待遇核定、医保退休、公积金提取办结。",
    excludes="机关事业单位工作人员、特殊工种提前退休。",
    basis="“高效办成一件事”2024 年度重点事项清单",
    beneficiary="退休职工",
    products=(
        Product("退休一次申请", "service", "跑动次数", "4 次", "1 次", "数据", "人社"),
        Product("退休待遇同步办理", "service", "办理时限", "30 个工作日", "10 个工作日", "人社", "数据"),
    ),
    goals=((2, "六家确认职责清单和任务计划", 3), (3, "三级审批完成", 8), (5, "同步办理走通", 30), (6, "成果签收", 38),
           (7, "评估归档", 44)),
    duties=(
        Duty("project", "养老待遇核定", "牵主 知 知 知 协 ·", BOUNDARY, "养老待遇核定表", 1),
        Duty("project", "医保退休手续", "协 · 牵主 · 协 ·", BOUNDARY, "医保退休核准结果"),
        Duty("project", "公积金提取", "协 · · 牵主 协 ·", BOUNDARY, "公积金提取结果"),
        Duty("project", "户籍信息核验", "协 牵主 · · 协 ·", "只核验不返回户籍信息", "户籍核验结果"),
        Duty("information", "退休一次申请页面", "协 协 协 协 牵主 ·", "从预约起，到分送各单位为止", "退休申请页面", 0),
        Duty("risk", "个人信息保护", "牵主 协 协 协 协 ·", "个人信息只用于本事项", "影响评估报告"),
    ),
    jobs=(
        Job("退休申请页面开发", "退休一次申请页面", "数据", "丁一", "人社", 8, 18, "退休申请页面", "一次提交，各单位同时收到"),
        Job("养老待遇核定接口", "养老待遇核定", "人社", "赵丽娟", "数据", 8, 20, "核定结果接口", "核定结果当日推送", product=1),
        Job("医保退休接口", "医保退休手续", "医保", "沈洁", "人社", 8, 20, "医保退休接口", "2 个工作日内办结", product=1),
        Job("公积金提取接口", "公积金提取", "公积金", "孙立新", "人社", 8, 20, "公积金提取接口", "3 个工作日内到账", product=1),
        Job("户籍信息核验接口", "户籍信息核验", "公安", "王海涛", "人社", 8, 16, "户籍核验接口", "只返回一致或不一致", product=1),
    ),
    risks=(Risk("视同缴费年限档案不全", "medium", "提前 3 个月预审档案", "预审发现缺件"),),
    opinions={"崔岚": ("同意，报复审", "群众需求集中", "系统具备条件", "个人信息已作影响评估")},
)  # fmt: skip


def story(tale: Tale) -> Story:
    """Returned because the units that withhold tax were forgotten; the designer puts them in and asks them."""
    yield from stages.need(tale, BEGINS)
    yield from stages.confirmed(tale, BEGINS + 3, "需求属实，同意由我局牵头。")
    yield from stages.design(tale, BEGINS + 6)
    yield from stages.submitted(tale, -7)
    yield from stages.agreed(tale, "崔岚", -5, "10:30")
    words = "补缴养老保险费涉及税务征收，方案没有写明由谁负责，请与税务局商定后列入职责清单，再报复审。"
    yield from stages.returned(tale, "李敏", -3, words)
    yield tale.at(-2, "10:30")
    row = {
        "module": "project",
        "title": "养老保险费补缴征收",
        "boundary": "从核定补缴额起，到入库为止",
        "deliverable": "补缴入库凭证",
    }
    duty = tale.do("叶明", "duty.add", None, row)
    yield tale.at(-2, "10:45")
    tale.do("叶明", "duty.mark", duty, {"unit": str(tale.city.unit("税务")), "kinds": ["lead", "do"]})
    yield tale.at(-2, "10:50")
    tale.do("叶明", "duty.mark", duty, {"unit": str(tale.city.unit("人社")), "kinds": ["assist"]})
    yield tale.at(-2, "11:20")
    tale.do("叶明", "consult.ask")
