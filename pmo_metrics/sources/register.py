"""A register of issues, decisions, actions or changes, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Issues and changes",
    label_zh="问题与变更",
    table="register",
    needs=(frozenset({"entry_id", "title"}), frozenset({"title"})),
    typical=frozenset(
        {"entry_id", "owner", "priority", "status", "due", "raised_on", "closed_on", "decided_by", "cost_impact", "days_impact"}
    ),
    at_least=3,
    signs=("issue", "decision", "action", "change", "raid", "impediment", "blocker", "问题", "决策", "行动", "变更", "待办", "課題", "問題", "이슈", "懸案", "решение", "решения", "поручение", "поручения", "проблема", "проблемы", "замечание", "замечания"),
    vetoes=(
        "issue key", "issue type", "work item type", "tracker", "subject", "story points", "risk id", "risk title",
        "risk description", "risk", "milestone id", "milestone", "probability", "likelihood", "wbs", "duration", "predecessors",
        "lesson", "lesson learned", "percent complete", "% complete", "bucket name", "section column", "风险编号", "里程碑", "task name", "任务名称", "作業名", "タスク名", "工程名",
    ),
)  # fmt: skip
