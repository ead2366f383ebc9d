"""What changed between two status dates or releases, the most important first?"""

from pmo_metrics.ui import changes, words

view = words.page()
compared = changes.choose(view)
found = changes.headline(view, compared)
changes.sentences(view, found)
changes.table(view, found)
words.footer(view)
