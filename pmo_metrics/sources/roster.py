"""People or named roles with their unit, role and share of full time."""

from pmo_metrics.sources import Source

source = Source(
    label="Roster",
    label_zh="人员名册",
    table="person",
    needs=(frozenset({"person_id", "name"}),),
    typical=frozenset(
        {"role", "org_unit", "manager", "location", "grade", "fte", "calendar_id", "employment", "start"}
    ),
    at_least=2,
    signs=(
        "person",
        "employee",
        "resource",
        "staff",
        "fte",
        "roster",
        "people",
        "team",
        "人员",
        "员工",
        "姓名",
        "工号",
        "资源",
    ),
    vetoes=(
        "project id",
        "project name",
        "project",
        "项目编号",
        "项目名称",
        "budget",
        "risk id",
        "milestone id",
        "password",
    ),
)
