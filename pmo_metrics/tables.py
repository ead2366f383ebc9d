"""The canonical tables: what one row is, which columns it has, their units and keys.

Conventions that hold for every table:
ids are text; money is DECIMAL(18,2) beside a currency column; shares are 0..1; hours are hours; dates are dates;
favourable is positive. A *state* table keeps every report with its `as_of` date, a *transaction* table holds amounts
of a period, a *reference* table holds what others look up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "text", "id", "date", "month", "money", "currency", "share", "number", "step", "hours", "work", "days", "flag", "choice"
]  # fmt: skip

SQL_TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "VARCHAR",
        "id": "VARCHAR",
        "currency": "VARCHAR",
        "choice": "VARCHAR",
        "date": "DATE",
        "month": "DATE",  # always the first day of the month
        "money": "DECIMAL(18,2)",
        "share": "DECIMAL(9,6)",
        "number": "DECIMAL(18,6)",
        "step": "DECIMAL(18,6)",
        "hours": "DECIMAL(12,2)",
        "work": "DECIMAL(12,2)",  # hours that tools write in any unit: 38h, 1d 3.5h, PT8H, 7200 seconds
        "days": "DECIMAL(12,2)",  # working days, written as 5 days?, 2 wks, 80 hrs
        "flag": "BOOLEAN",
    }
)

STATUSES = ("proposed", "active", "on_hold", "complete", "cancelled")
# The union of the three- and five-point schemes: a scheme's own levels are kept, never squeezed into another's.
RAGS = ("green", "amber_green", "amber", "amber_red", "red", "reset", "exempt")
MILESTONE_STATUSES = ("planned", "done", "cancelled")
TASK_STATUSES = ("not_started", "in_progress", "done", "cancelled")
RISK_STATUSES = ("open", "closed", "occurred")
RISK_KINDS = ("threat", "opportunity")
# Revenue without a word is revenue booked; planned and expected revenue have kinds of their own.
COST_KINDS = ("budget", "forecast", "actual", "commitment", "revenue", "revenue_budget", "revenue_forecast")
WORK_TYPES = ("project", "run", "training", "admin", "leave")
BOOKINGS = ("hard", "soft")
REGISTER_KINDS = ("issue", "decision", "action", "change")
REGISTER_STATUSES = ("open", "closed", "rejected")
DEPENDENCY_STATUSES = ("open", "met", "cancelled")
BENEFIT_KINDS = ("planned", "forecast", "realised")
LINK_TYPES = ("FS", "SS", "FF", "SF")
RATE_KINDS = ("budget", "actual", "closing")


@dataclass(frozen=True)
class Column:
    """One canonical column: its name in SQL, how it is parsed, and what people call it in both languages."""

    name: str
    kind: Kind
    label: str
    label_zh: str
    help: str = ""
    choices: tuple[str, ...] = ()

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A canonical table. `key` names a row (with `as_of` for state tables); `needs` must be filled for a row to load."""

    name: str
    one_row: str
    label: str
    label_zh: str
    kind: Literal["state", "transaction", "reference"]
    key: tuple[str, ...]
    needs: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return next((c for c in self.columns if c.name == name), None) or _missing(self.name, name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


def _missing(table: str, name: str) -> Column:
    raise KeyError(f"table {table} has no column {name}")


# Every canonical row also carries where it came from. `seq` orders loads; `brought` lists the columns that the row's
# file had at all, so that a blank cell ("cleared") stays apart from a column the file never had ("not mentioned").
PROVENANCE: tuple[tuple[str, str], ...] = (
    ("load_id", "VARCHAR"),
    ("seq", "INTEGER"),
    ("source", "VARCHAR"),
    ("file", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("row", "BIGINT"),
    ("brought", "VARCHAR"),  # ",name,budget,"
)

_AS_OF = Column("as_of", "date", "Status date", "状态日期", "The date this report describes")
_PROJECT = Column("project_id", "id", "Project ID", "项目编号", "The same id in every table")
_CURRENCY = Column("currency", "currency", "Currency", "币种", "ISO code, such as EUR or CNY")

PROJECT = Table(
    "project", "a project as reported on a date", "Projects", "项目", "state", ("project_id",), ("project_id",),
    (
        _PROJECT,
        _AS_OF,
        Column("name", "text", "Project name", "项目名称"),
        Column("portfolio", "text", "Portfolio", "项目组合"),
        Column("program", "text", "Program", "项目集"),
        Column("department", "text", "Department", "部门"),
        Column("region", "text", "Region", "地区"),
        Column("sponsor", "text", "Sponsor", "发起人"),
        Column("manager", "text", "Project manager", "项目经理"),
        Column("methodology", "text", "Methodology", "方法论"),
        Column("stage", "text", "Stage", "阶段"),
        Column("status", "choice", "Status", "项目状态", "", STATUSES),
        Column("priority", "text", "Priority", "优先级"),
        Column("objective_id", "id", "Objective ID", "战略目标编号"),
        Column("calendar_id", "id", "Project calendar", "项目日历", "A country code such as DE or CN"),
        _CURRENCY,
        Column("budget", "money", "Budget", "预算", "Approved budget at completion"),
        Column("original_budget", "money", "Original budget", "原始预算", "The first approved budget"),
        Column("forecast_cost", "money", "Forecast cost", "预测成本", "Expected cost at completion"),
        Column("actual_cost", "money", "Actual cost", "实际成本", "Booked to the status date"),
        Column("benefit", "money", "Benefit", "收益"),
        Column("contingency", "money", "Contingency", "应急储备", "Approved for known risks, inside the budget or beside it"),
        Column("contingency_left", "money", "Contingency left", "剩余应急储备"),
        Column("percent_complete", "share", "% complete", "完成百分比"),
        Column("baseline_start", "date", "Baseline start", "基准开始日期"),
        Column("baseline_finish", "date", "Baseline finish", "基准完成日期"),
        Column("original_baseline_finish", "date", "Original baseline finish", "原始基准完成日期"),
        Column("start", "date", "Start", "开始日期"),
        Column("finish", "date", "Finish", "完成日期", "Current forecast of the finish"),
        Column("actual_start", "date", "Actual start", "实际开始日期"),
        Column("actual_finish", "date", "Actual finish", "实际完成日期"),
        Column("reported_rag", "choice", "Overall RAG", "总体红黄绿", "As the project reports itself", RAGS),
        Column("reported_schedule_rag", "choice", "Schedule RAG", "进度红黄绿", "", RAGS),
        Column("reported_cost_rag", "choice", "Cost RAG", "成本红黄绿", "", RAGS),
        Column("reported_scope_rag", "choice", "Scope RAG", "范围红黄绿", "", RAGS),
        Column("reported_resource_rag", "choice", "Resource RAG", "资源红黄绿", "", RAGS),
        Column("narrative", "text", "Status narrative", "状态说明"),
        Column("ask", "text", "Decision needed", "需要的决策"),
    ),
)  # fmt: skip

MILESTONE = Table(
    "milestone", "a milestone, deliverable or gate as reported on a date", "Milestones", "里程碑", "state",
    ("project_id", "milestone_id"), ("project_id", "milestone_id"),
    (
        _PROJECT,
        Column("milestone_id", "id", "Milestone ID", "里程碑编号"),
        _AS_OF,
        Column("name", "text", "Milestone", "里程碑名称"),
        Column("kind", "text", "Milestone type", "里程碑类型"),
        Column("owner", "text", "Milestone owner", "里程碑负责人"),
        Column("baseline_date", "date", "Baseline date", "基准日期"),
        Column("original_baseline_date", "date", "Original baseline date", "原始基准日期"),
        Column("forecast_date", "date", "Forecast date", "预测日期"),
        Column("actual_date", "date", "Actual date", "实际日期"),
        Column("status", "choice", "Milestone status", "里程碑状态", "", MILESTONE_STATUSES),
        Column("weight", "number", "Weight", "权重"),
        Column("accepted_by", "text", "Accepted by", "验收人"),
        Column("decision", "text", "Decision", "决策"),
    ),
)  # fmt: skip

COST = Table(
    "cost", "an amount in a period", "Cost lines", "成本明细", "transaction",
    ("project_id", "period", "category", "kind"), ("project_id", "period", "kind", "amount"),
    (
        _PROJECT,
        Column("period", "month", "Period", "期间", "A month"),
        Column("category", "text", "Cost category", "成本类别"),
        Column("kind", "choice", "Cost kind", "成本性质", "", COST_KINDS),
        Column("amount", "money", "Amount", "金额"),
        _CURRENCY,
        Column("capex", "flag", "Capital expenditure", "资本性支出"),
    ),
)  # fmt: skip

PROGRESS = Table(
    "progress", "earned progress at a date", "Progress", "进展", "state", ("project_id",), ("project_id",),
    (
        _PROJECT,
        _AS_OF,
        Column("percent_complete", "share", "% complete", "完成百分比"),
        Column("pv", "money", "Planned value", "计划价值"),
        Column("ev", "money", "Earned value", "挣值"),
        Column("ac", "money", "Actual cost (AC)", "实际成本(AC)"),
        _CURRENCY,
    ),
)  # fmt: skip

RISK = Table(
    "risk", "a risk or opportunity as reported on a date", "Risks", "风险", "state",
    ("project_id", "risk_id"), ("project_id", "risk_id"),
    (
        _PROJECT,
        Column("risk_id", "id", "Risk ID", "风险编号"),
        _AS_OF,
        Column("title", "text", "Risk title", "风险描述"),
        Column("kind", "choice", "Risk kind", "风险性质", "", RISK_KINDS),
        Column("category", "text", "Risk category", "风险类别"),
        Column("owner", "text", "Risk owner", "风险负责人"),
        Column("status", "choice", "Risk status", "风险状态", "", RISK_STATUSES),
        Column("probability", "share", "Probability", "概率"),
        Column("likelihood_score", "step", "Likelihood score", "可能性评分", "A step of the register's own scale, where no probability is stated"),
        Column("impact_score", "step", "Impact score", "影响评分", "On the register's own scale"),
        Column("score", "number", "Risk score", "风险评分"),
        Column("cost_low", "money", "Cost impact (low)", "成本影响(低)"),
        Column("cost_likely", "money", "Cost impact", "成本影响", "Cost if the risk happens"),
        Column("cost_high", "money", "Cost impact (high)", "成本影响(高)"),
        _CURRENCY,
        Column("days_likely", "number", "Schedule impact (days)", "进度影响(天)"),
        Column("residual_probability", "share", "Residual probability", "剩余概率"),
        Column("residual_score", "number", "Residual score", "剩余评分"),
        Column("residual_cost", "money", "Residual cost impact", "剩余成本影响", "Cost if it happens after the response"),
        Column("target_probability", "share", "Target probability", "目标概率"),
        Column("target_score", "number", "Target score", "目标评分"),
        Column("target_cost", "money", "Target cost impact", "目标成本影响"),
        Column("response", "text", "Response", "应对措施"),
        Column("response_due", "date", "Response due", "应对截止日期"),
        Column("proximity", "date", "Proximity", "临近日期", "Earliest date it can happen"),
        Column("raised_on", "date", "Raised on", "提出日期"),
        Column("reviewed_on", "date", "Reviewed on", "评审日期"),
        Column("closed_on", "date", "Closed on", "关闭日期"),
    ),
)  # fmt: skip

TASK = Table(
    "task", "a task, issue or work item of a project as reported on a date", "Tasks", "任务", "state",
    ("project_id", "task_id"), ("project_id", "task_id"),
    (
        _PROJECT,
        Column("task_id", "id", "Task ID", "任务编号"),
        _AS_OF,
        Column("project_name", "text", "Project name", "项目名称", "As the tool calls the project"),
        Column("name", "text", "Task", "任务名称"),
        Column("kind", "text", "Task type", "任务类型", "The tool's own word, such as Bug or Summary"),
        Column("is_summary", "flag", "Summary task", "摘要任务", "Its figures repeat those of the tasks below it"),
        Column("is_milestone", "flag", "Is a milestone", "是否里程碑"),
        Column("wbs", "text", "WBS", "工作分解结构"),
        Column("outline_level", "number", "Outline level", "大纲级别"),
        Column("parent_id", "id", "Parent task", "父任务"),
        Column("status", "choice", "Task status", "任务状态", "", TASK_STATUSES),
        Column("tool_state", "text", "State in the tool", "工具中的状态"),
        Column("owner", "text", "Task owner", "任务负责人"),
        Column("priority", "text", "Task priority", "任务优先级"),
        Column("start", "date", "Task start", "任务开始日期"),
        Column("finish", "date", "Task finish", "任务完成日期", "Current plan, or the due date"),
        Column("baseline_start", "date", "Task baseline start", "任务基准开始"),
        Column("baseline_finish", "date", "Task baseline finish", "任务基准完成"),
        Column("actual_start", "date", "Task actual start", "任务实际开始"),
        Column("actual_finish", "date", "Task actual finish", "任务实际完成"),
        Column("percent_complete", "share", "Task % complete", "任务完成百分比"),
        Column("duration_days", "days", "Task duration (days)", "任务工期(天)", "Working days"),
        Column("work_hours", "work", "Task work (hours)", "任务工时", "Planned or estimated work in all"),
        Column("actual_hours", "work", "Task actual work (hours)", "任务实际工时"),
        Column("remaining_hours", "work", "Task remaining work (hours)", "任务剩余工时"),
        Column("total_float_days", "days", "Total float (days)", "总浮动时间(天)", "Working days; negative: behind"),
        Column("constraint_type", "text", "Constraint type", "限制类型", "The tool's own word, such as Must finish on"),
        Column("baseline_cost", "money", "Task baseline cost", "任务基准成本", "The budget of the task"),
        Column("cost", "money", "Task cost", "任务成本", "Expected in all: spent and remaining"),
        Column("actual_cost", "money", "Task actual cost", "任务实际成本"),
        _CURRENCY,
        Column("created_on", "date", "Task created on", "任务创建日期"),
        Column("updated_on", "date", "Task updated on", "任务更新日期"),
        Column("resolved_on", "date", "Task resolved on", "任务解决日期"),
    ),
)  # fmt: skip

TASK_LINK = Table(
    "task_link", "a logical link between two tasks as reported on a date", "Task links", "任务关联", "state",
    ("project_id", "task_id", "predecessor_id", "link_type"), ("project_id", "task_id", "predecessor_id"),
    (
        _PROJECT,
        Column("task_id", "id", "Task ID", "任务编号", "The task that waits"),
        Column("predecessor_id", "id", "Predecessor ID", "前置任务编号"),
        _AS_OF,
        Column("link_type", "choice", "Link type", "关联类型", "Finish to start unless stated", LINK_TYPES),
        Column("lag_days", "days", "Lag (days)", "延隔时间(天)", "Working days; negative: a lead"),
    ),
)  # fmt: skip

REGISTER = Table(
    "register", "an issue, decision, action or change as reported on a date", "Issues and changes", "问题与变更", "state",
    ("project_id", "entry_id"), ("project_id", "entry_id"),
    (
        _PROJECT,
        Column("entry_id", "id", "Entry ID", "条目编号"),
        _AS_OF,
        Column("kind", "choice", "Entry kind", "条目类型", "An issue unless the file says otherwise", REGISTER_KINDS),
        Column("title", "text", "Entry title", "条目标题"),
        Column("owner", "text", "Entry owner", "条目负责人"),
        Column("priority", "text", "Entry priority", "条目优先级"),
        Column("status", "choice", "Entry status", "条目状态", "", REGISTER_STATUSES),
        Column("due", "date", "Due date", "应办日期"),
        Column("raised_on", "date", "Entry raised on", "条目提出日期"),
        Column("closed_on", "date", "Entry closed on", "条目关闭日期"),
        Column("decided_by", "text", "Decided by", "决策人"),
        Column("cost_impact", "money", "Cost of the change", "变更成本影响", "More cost is positive"),
        _CURRENCY,
        Column("days_impact", "days", "Delay of the change (days)", "变更工期影响(天)", "Later is positive"),
    ),
)  # fmt: skip

DEPENDENCY = Table(
    "dependency", "something a project waits for from another, as reported on a date", "Dependencies", "项目依赖", "state",
    ("dependency_id",), ("dependency_id", "project_id", "needs_project_id"),
    (
        Column("dependency_id", "id", "Dependency ID", "依赖编号"),
        Column("project_id", "id", "Waiting project ID", "等待方项目编号", "The project that needs something"),
        Column("needs_project_id", "id", "Giving project ID", "提供方项目编号", "The project that has to deliver it"),
        _AS_OF,
        Column("title", "text", "Dependency", "依赖事项"),
        Column("milestone_id", "id", "Giving milestone ID", "提供方里程碑编号", "The milestone that delivers it"),
        Column("needed_by", "date", "Needed by", "需求日期"),
        Column("promised_date", "date", "Promised date", "承诺日期", "Where no milestone is named"),
        Column("status", "choice", "Dependency status", "依赖状态", "", DEPENDENCY_STATUSES),
        Column("owner", "text", "Dependency owner", "依赖负责人"),
    ),
)  # fmt: skip

BENEFIT = Table(
    "benefit", "an amount of benefit in a period", "Benefits", "收益明细", "transaction",
    ("project_id", "benefit_name", "period", "kind"), ("project_id", "period", "kind", "amount"),
    (
        _PROJECT,
        Column("benefit_name", "text", "Benefit name", "收益名称"),
        Column("period", "month", "Benefit period", "收益期间", "A month"),
        Column("kind", "choice", "Benefit kind", "收益性质", "", BENEFIT_KINDS),
        Column("amount", "money", "Benefit amount", "收益金额"),
        _CURRENCY,
    ),
)  # fmt: skip

TRAINING = Table(
    "training", "a course or certificate of a person", "Training", "培训记录", "reference",
    ("person_id", "course", "completed_on"), ("person_id", "course"),
    (
        Column("person_id", "id", "Person ID", "人员编号"),
        Column("course", "text", "Course or certificate", "课程或证书"),
        Column("completed_on", "date", "Training completed on", "培训完成日期"),
        Column("valid_until", "date", "Valid until", "有效期至", "Blank: does not expire"),
        Column("mandatory", "flag", "Mandatory", "必修"),
    ),
)  # fmt: skip

LESSON = Table(
    "lesson", "a lesson learned", "Lessons learned", "经验教训", "reference", ("lesson_id",), ("lesson_id", "title"),
    (
        Column("lesson_id", "id", "Lesson ID", "教训编号"),
        _PROJECT,
        Column("title", "text", "Lesson", "经验教训标题"),
        Column("category", "text", "Lesson category", "教训类别"),
        Column("situation", "text", "What happened", "情况说明"),
        Column("recommendation", "text", "Recommendation", "建议"),
        Column("raised_on", "date", "Lesson recorded on", "记录日期"),
    ),
)  # fmt: skip

PERSON = Table(
    "person", "a person or named role", "Roster", "人员名册", "state", ("person_id",), ("person_id",),
    (
        Column("person_id", "id", "Person ID", "人员编号"),
        _AS_OF,
        Column("name", "text", "Person", "姓名"),
        Column("role", "text", "Role", "角色"),
        Column("org_unit", "text", "Organisation unit", "组织单元"),
        Column("manager", "text", "Line manager", "直属经理"),
        Column("location", "text", "Location", "地点"),
        Column("grade", "text", "Grade", "职级"),
        Column("fte", "number", "FTE", "全时当量"),
        Column("calendar_id", "id", "Calendar", "日历", "A country code such as DE or CN"),
        Column("start", "date", "Joined on", "入职日期"),
        Column("finish", "date", "Left on", "离职日期"),
        Column("employment", "text", "Employment", "用工形式"),
    ),
)  # fmt: skip

ABSENCE = Table(
    "absence", "planned or taken leave", "Absences", "缺勤", "transaction", ("person_id", "start"),
    ("person_id", "start", "finish"),
    (
        Column("person_id", "id", "Person ID", "人员编号"),
        Column("start", "date", "Absent from", "缺勤开始"),
        Column("finish", "date", "Absent to", "缺勤结束"),
        Column("hours", "hours", "Absence hours", "缺勤工时", "Blank: all working hours of the days"),
        Column("kind", "text", "Absence kind", "缺勤类型"),
        Column("approved", "flag", "Approved", "已批准"),
    ),
)  # fmt: skip

ASSIGNMENT = Table(
    "assignment", "planned work of a person or role in a month", "Assignments", "资源分配", "state",
    ("project_id", "person_id", "role", "period"), ("project_id", "period", "hours"),
    (
        _PROJECT,
        Column("person_id", "id", "Person ID", "人员编号"),
        Column("role", "text", "Role", "角色", "Where no person is named yet"),
        Column("period", "month", "Period", "期间", "A month"),
        _AS_OF,
        Column("hours", "hours", "Planned hours", "计划工时"),
        Column("booking", "choice", "Booking", "预订方式", "", BOOKINGS),
        Column("probability", "share", "Booking probability", "预订概率"),
        Column("work_type", "choice", "Work type", "工作类型", "", WORK_TYPES),
    ),
)  # fmt: skip

TIMESHEET = Table(
    "timesheet", "worked hours of a person on a day", "Timesheets", "工时表", "transaction",
    ("person_id", "date", "project_id", "work_type"), ("person_id", "date", "hours"),
    (
        Column("person_id", "id", "Person ID", "人员编号"),
        Column("date", "date", "Work date", "工作日期"),
        _PROJECT,
        Column("work_type", "choice", "Work type", "工作类型", "", WORK_TYPES),
        Column("hours", "hours", "Hours", "工时"),
        Column("billable", "flag", "Billable", "可计费"),
        Column("approved", "flag", "Approved", "已批准"),
    ),
)  # fmt: skip

FX_RATE = Table(
    "fx_rate", "a rate into the reporting currency", "Exchange rates", "汇率", "reference",
    ("currency", "period", "kind"), ("currency", "period", "rate"),
    (
        _CURRENCY,
        Column("period", "month", "Period", "期间", "The month from which the rate holds"),
        Column("kind", "choice", "Rate kind", "汇率类型", "", RATE_KINDS),
        Column("rate", "number", "Rate", "汇率", "Units of the reporting currency for one unit of this currency"),
    ),
)  # fmt: skip

CALENDAR_DAY = Table(
    "calendar_day", "the working hours of a day in a calendar", "Working calendar", "工作日历", "reference",
    ("calendar_id", "date"), ("calendar_id", "date", "hours"),
    (
        Column("calendar_id", "id", "Calendar", "日历"),
        Column("date", "date", "Calendar date", "日历日期"),
        Column("hours", "hours", "Working hours", "工作小时"),
        Column("name", "text", "Holiday", "节假日"),
    ),
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        t.name: t
        for t in (
            PROJECT, MILESTONE, TASK, TASK_LINK, COST, BENEFIT, PROGRESS, RISK, REGISTER, DEPENDENCY, PERSON, ABSENCE,
            ASSIGNMENT, TIMESHEET, TRAINING, LESSON, FX_RATE, CALENDAR_DAY,
        )
    }
)  # fmt: skip


def ddl(table: Table) -> str:
    """CREATE TABLE for a canonical table with its provenance; no keys, since rules are checked by queries that name rows."""
    columns = [f"{c.name} {c.sql_type}" for c in table.columns] + [f'"{n}" {t}' for n, t in PROVENANCE]
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"
