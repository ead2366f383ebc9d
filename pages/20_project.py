"""One project whole: what it reports, what its figures say, and the rows all of it was read from."""

import streamlit as st

from pmo_metrics.ui import project, words

view = words.page()
chosen = project.choose(view)
project.verdict(view, chosen)
project.money_tiles(view, chosen)
left, right = st.columns(2, gap="medium")
with left:
    project.milestones(view, chosen)
with right:
    project.spending(view, chosen)
project.risks(view, chosen)
project.reports(view, chosen)
project.sources(view, chosen)
