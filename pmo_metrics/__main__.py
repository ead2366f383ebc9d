"""`python -m pmo_metrics` is `pmo`."""

import sys

from pmo_metrics.cli import main

sys.exit(main())
