"""What could still go wrong, what would it cost, and is enough set aside?"""

import streamlit as st

from pmo_metrics.ui import registers, risk, words

view = words.page()
if risk.headline(view):
    words.tiles(view, "risk_exposure", "high_risks", "responses_overdue", "risks_not_reviewed", "contingency_cover")
    left, right = st.columns(2, gap="medium")
    with left:
        risk.matrix(view)
    with right:
        risk.concentrated(view)
    part = risk.part(view)
else:
    part = "registers"
match part:
    case "risks":
        risk.top(view)
        risk.over_time(view)
    case "contingency":
        risk.cover(view)
    case "registers":
        registers.section(view)
words.footer(view)
