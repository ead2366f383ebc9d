"""Which dates are missed, which will be, and are the forecasts stable?"""

import streamlit as st

from pmo_metrics.ui import schedule, schedule_quality, words

view = words.page()
schedule.headline(view)
words.tiles(view, "milestones_overdue", "milestones_late", "on_time_rate", "commitments_kept_rate", "slip_days")
left, right = st.columns(2, gap="medium")
with left:
    schedule.lanes(view)
with right:
    schedule.trend(view)
match schedule.part(view):
    case "milestones":
        schedule.commitments(view)
        schedule.milestones(view)
    case "dependencies":
        schedule_quality.dependencies(view)
        schedule_quality.hit_next(view)
    case "plans":
        schedule_quality.failing(view)
words.footer(view)
