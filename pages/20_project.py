"""One project whole: what needs somebody there, its dates, money and risks, and the rows all of it was read from."""

import streamlit as st

from pmo_metrics.ui import project, schedule_quality, value, words

view = words.page()
chosen = project.choose(view)
project.verdict(view, chosen)
part = project.part(view)
if part == "needs":
    left, right = st.columns([3, 2], gap="medium")
    with left:
        project.warned(view, chosen)
        project.practices(view, chosen)
    with right:
        project.forecast(view, chosen)
        project.certificates(view, chosen)
    project.figures(view, chosen)
    project.lessons(view, chosen)
elif part == "schedule":
    project.milestones(view, chosen)
    schedule_quality.trend(view, chosen)
    schedule_quality.dependencies(view, chosen)
    schedule_quality.hit_next(view, chosen)
    schedule_quality.checks(view, chosen)
elif part == "money":
    project.money_tiles(view, chosen)
    left, right = st.columns(2, gap="medium")
    with left:
        project.spending(view, chosen)
    with right:
        value.curve(view, chosen)
    value.estimates(view, chosen)
elif part == "risks":
    project.risks(view, chosen)
    project.entries(view, chosen)
elif part == "reports":
    project.reports(view, chosen)
    project.sources(view, chosen)
words.footer(view)
