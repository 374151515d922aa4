"""What runs in a process of its own (`apart.py`): reads a round, deals it, and says who reads what."""

import json
import sys
from dataclasses import asdict

from commonplace.stages.critique.apart import read
from commonplace.stages.critique.dealing import deal


def main() -> None:
    """From standard input to standard output, as JSON."""
    json.dump(asdict(deal(read(json.load(sys.stdin)))), sys.stdout)


if __name__ == "__main__":
    main()
