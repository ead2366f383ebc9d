"""Load files, see what was understood, publish; what was refused and why; which releases there are."""

from pmo_metrics.ui import loading

loading.upload()
loading.problems()
loading.releases()
