"""How do one manager's or department's projects forecast, announce and report, and what would help?"""

import streamlit as st

from pmo_metrics.ui import coaching, words

view = words.page()
coaching.choose(view)
coaching.headline(view)
coaching.patterns(view)
coaching.gaps(view)
left, right = st.columns(2, gap="medium")
with left:
    coaching.slips(view)
with right:
    coaching.honesty(view)
coaching.similar_projects(view)
left, right = st.columns(2, gap="medium")
with left:
    coaching.certificates(view)
with right:
    coaching.lessons(view)
words.footer(view)
