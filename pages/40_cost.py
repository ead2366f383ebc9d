"""Will we land on budget, and where does the money go?"""

import streamlit as st

from pmo_metrics.ui import cost, value, words

view = words.page()
cost.headline(view)
words.tiles(view, "budget", "forecast_cost", "variance_at_completion", "variance_at_completion_pct", "cpi")
left, right = st.columns(2, gap="medium")
with left:
    cost.by_group(view)
with right:
    cost.steps(view)
cost.over_time(view)
left, right = st.columns([3, 2], gap="medium")
with left:
    cost.by_period(view)
with right:
    cost.by_category(view)
value.ranges(view)
value.projects(view)
cost.funds(view)
cost.earnings(view)
cost.benefits(view)
cost.exchange(view)
cost.projects(view)
