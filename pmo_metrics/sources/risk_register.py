"""A register of risks and opportunities, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Risk register",
    label_zh="风险登记册",
    table="risk",
    needs=(
        frozenset({"risk_id", "title"}),
        frozenset({"probability", "likelihood_score", "impact_score", "score", "cost_likely", "days_likely", "response", "residual_score", "category",
                   "owner", "status", "proximity", "raised_on"}),
    ),
    typical=frozenset(
        {"risk_id", "title", "probability", "impact_score", "score", "cost_likely", "response", "residual_score", "category", "proximity",
         "residual_probability", "days_likely", "owner", "status", "likelihood_score"}
    ),
    at_least=3,
    signs=("risk", "opportunity id", "opportunity title", "opportunity description", "opportunity register", "threat", "风险", "机会", "likelihood", "risiko", "risiken", "risque", "riesgo", "rischi", "risco", "риск"),
    vetoes=("milestone id",),
)  # fmt: skip
