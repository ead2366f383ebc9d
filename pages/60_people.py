"""Have we enough people, and who is booked beyond their hours?"""

import streamlit as st

from pmo_metrics.ui import people, words

view = words.page()
people.headline(view)
people.cards(view)
left, right = st.columns([3, 2], gap="medium")
with left:
    people.roles(view)
with right:
    people.demand(view)
people.persons(view)
words.footer(view)
