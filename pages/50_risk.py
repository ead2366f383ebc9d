"""What could still go wrong, and what would it cost?"""

import streamlit as st

from pmo_metrics.ui import risk, words

view = words.page()
risk.headline(view)
words.tiles(view, "open_risks", "risk_exposure", "responses_overdue")
left, right = st.columns(2, gap="medium")
with left:
    risk.matrix(view)
with right:
    risk.by_category(view)
risk.top(view)
