"""Many who press a button in the same instant."""

import threading
from collections.abc import Sequence

from django.db import connection
from django.test import Client

Press = tuple[Client, str, dict[str, str]]


def press_at_once(presses: Sequence[Press]) -> list[int]:
    """Send all of these forms in the same instant, each by a thread of its own; their statuses, as they came."""
    start, statuses = threading.Barrier(len(presses)), list[int]()

    def press(client: Client, address: str, said: dict[str, str]) -> None:
        try:
            start.wait()
            statuses.append(client.post(address, said).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=one) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses
