"""Is the portfolio healthy, what needs me, what changed, what comes next?"""

import streamlit as st

from pmo_metrics.ui import overview, words

view = words.page()
overview.headline(view)
overview.cards(view)
overview.needs_me(view)
overview.warned(view)
health, changes, dates = st.columns([10, 10, 11], gap="medium")
with health:
    overview.health(view)
with changes:
    overview.changes(view)
with dates:
    overview.next_dates(view)
words.footer(view)
