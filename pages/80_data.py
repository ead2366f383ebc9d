"""Load files, see what was understood, publish; what was refused and why; which releases there are."""

from pmo_metrics.ui import joins, loading

loading.upload()
joins.section()
loading.released()
loading.releases()
