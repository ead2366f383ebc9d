"""One project whole: what it reports, what its figures say, and the rows all of it was read from."""

import streamlit as st

from pmo_metrics.ui import project, schedule_quality, value, words

view = words.page()
chosen = project.choose(view)
project.verdict(view, chosen)
project.money_tiles(view, chosen)
left, right = st.columns([3, 2], gap="medium")
with left:
    project.warned(view, chosen)
with right:
    project.forecast(view, chosen)
left, right = st.columns(2, gap="medium")
with left:
    project.milestones(view, chosen)
with right:
    project.spending(view, chosen)
left, right = st.columns(2, gap="medium")
with left:
    value.curve(view, chosen)
with right:
    value.estimates(view, chosen)
schedule_quality.trend(view, chosen)
schedule_quality.dependencies(view, chosen)
schedule_quality.hit_next(view, chosen)
project.risks(view, chosen)
schedule_quality.checks(view, chosen)
project.reports(view, chosen)
project.sources(view, chosen)
