"""What this process remembers for a while: things that take long to make and that nobody changes once they are made."""

import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Memory(Generic[Thing]):
    """Remembers at most so many things, each as it is: Django's cache of a process copies what it holds, twice for each use."""

    def __init__(self, most: int) -> None:
        self._most = most
        # The one that was asked for last stands last.
        self._held: OrderedDict[str, tuple[float, Thing]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> Thing | None:
        """The thing of that name; None where there is none, or its time is over."""
        with self._lock:
            until, thing = self._held.get(name, (0.0, None))
            if thing is None or until <= time.monotonic():
                self._held.pop(name, None)
                return None
            self._held.move_to_end(name)
            return thing

    def keep(self, name: str, thing: Thing, seconds: float) -> None:
        """Remember it for so long. Where there are too many, the one goes that nobody has asked for the longest."""
        with self._lock:
            self._held[name] = time.monotonic() + seconds, thing
            self._held.move_to_end(name)
            if len(self._held) > self._most:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
