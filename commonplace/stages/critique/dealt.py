"""What runs in a process of its own (`apart.py`): reads rounds, deals them, and says who reads what."""

import importlib
import json
import sys
from contextlib import suppress

from commonplace.stages.critique.apart import read
from commonplace.stages.critique.dealing import deal


def main() -> None:
    """From standard input to standard output, each round a line of JSON."""
    with suppress(ImportError):
        # Which dealing needs, and which takes a while: before there is a round to deal.
        importlib.import_module("commonplace.stages.critique.solving")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(vars(deal(read(json.loads(line))))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
