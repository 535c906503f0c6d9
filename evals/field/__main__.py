"""`python -m evals.field` prints the field cases' table."""

import sys

from evals.field.run import main

sys.exit(main())
