"""What should somebody look at before it is in the figures?"""

from pmo_metrics.ui import warnings, words

view = words.page()
found = warnings.headline(view)
warnings.top(view, found=found)
warnings.table(view, found)
warnings.gone(view, found)
warnings.quality(view)
words.footer(view)
