"""What every number means: question, formula, basis, direction, caveat, a worked example and today's value."""

from pmo_metrics.ui import metrics_page, words

view = words.page()
metrics_page.catalogue(view)
