"""Run as `python -m cli` where the script is not installed."""

import sys

from cli.main import main

if __name__ == "__main__":
    sys.exit(main())
