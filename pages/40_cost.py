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
match cost.part(view):
    case "projects":
        cost.projects(view)
    case "time":
        cost.over_time(view)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            cost.by_period(view)
        with right:
            cost.by_category(view)
    case "earned_value":
        value.ranges(view)
        value.projects(view)
    case "funds":
        cost.funds(view)
        cost.earnings(view)
        cost.exchange(view)
    case "benefits":
        cost.benefits(view)
words.footer(view)
