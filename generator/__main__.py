"""`python -m generator` is the command line."""

import gc
import sys

from generator import cli


def main() -> int:
    """A process that ends with its command: collecting garbage would only take time."""
    gc.disable()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
