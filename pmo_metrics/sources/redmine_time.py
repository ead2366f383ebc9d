"""Time entries of Redmine as CSV."""

from pmo_metrics.sources import Source

source = Source(
    label="Redmine time entries",
    label_zh="Redmine 工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("activity", "活动"),
    vetoes=("start time", "duration", "risk id", "issue key", "work description"),
    headers={"person_id": ("user", "用户"), "date": ("date", "spent on", "日期"), "hours": ("hours", "小时", "工时", "耗时"),
             "project_id": ("project", "项目")},
)  # fmt: skip
