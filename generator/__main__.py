"""`python -m generator` is the command line."""

import sys

from generator.cli import main

sys.exit(main())
