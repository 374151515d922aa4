"""What there is only so much of and many want: places in line, room for what they send."""

from collections import Counter
from threading import Lock


class Shares:
    """So much of one thing, taken and given back by networks (`people/signing/networks.py`).

    Whoever comes takes what they need until three quarters are gone. Of the last quarter nothing goes to a network that has
    half of the whole: so one that takes all it can leaves something for everybody else. It is this generous because a whole
    school is one network, and nothing tells a hundred learners who press at the same moment from one person who means harm.
    """

    def __init__(self, whole: int) -> None:
        self._whole = whole
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def take(self, network: str, amount: int = 1) -> bool:
        """Take so much, to be given back. False, and nothing is taken, where there is not so much left for this network."""
        with self._lock:
            taken, mine = self._taken.total() + amount, self._taken[network] + amount
            is_nearly_full, has_much = 4 * taken > 3 * self._whole, 2 * mine > self._whole
            if taken > self._whole or (is_nearly_full and has_much):
                return False
            self._taken[network] = mine
            return True

    def give_back(self, network: str, amount: int = 1) -> None:
        with self._lock:
            self._taken[network] -= amount
            if not self._taken[network]:
                del self._taken[network]
