"""Which dates are missed, which will be, and are the forecasts stable?"""

import streamlit as st

from pmo_metrics.ui import schedule, words

view = words.page()
schedule.headline(view)
words.tiles(view, "milestones_overdue", "milestones_late", "on_time_rate", "slip_days")
left, right = st.columns(2, gap="medium")
with left:
    schedule.lanes(view)
with right:
    schedule.trend(view)
schedule.milestones(view)
