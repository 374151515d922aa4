"""Why something could not be done although nobody did anything wrong: the causes that a host can do something about."""

import errno
from enum import Enum

from django.db import DatabaseError, InterfaceError


class Cause(Enum):
    """What stood in the way."""

    HELD = "something else holds the database"
    FULL = "the disk is full, or does not take what is written"
    AWAY = "the database cannot be reached"


# https://www.sqlite.org/rescode.html
_SQLITE = {
    5: Cause.HELD,  # SQLITE_BUSY
    6: Cause.HELD,  # SQLITE_LOCKED
    8: Cause.AWAY,  # SQLITE_READONLY
    10: Cause.FULL,  # SQLITE_IOERR
    13: Cause.FULL,  # SQLITE_FULL
    14: Cause.AWAY,  # SQLITE_CANTOPEN
}
# https://www.postgresql.org/docs/18/errcodes-appendix.html, by their beginnings
_POSTGRESQL = {
    "53100": Cause.FULL,  # disk_full
    "55P03": Cause.HELD,  # lock_not_available
    "40P01": Cause.HELD,  # deadlock_detected
    "57014": Cause.HELD,  # query_canceled, by statement_timeout
    "08": Cause.AWAY,  # connection exceptions
    "53300": Cause.AWAY,  # too_many_connections
    "57P": Cause.AWAY,  # shut down, or starting
    "25006": Cause.AWAY,  # read_only_sql_transaction
}
# EFBIG is what a limit on the size of files gives.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def cause_of(failure: BaseException | None) -> Cause | None:
    """Which of the causes an exception comes of, itself or what it was raised from; None where it is another thing."""
    while failure is not None:
        found = _cause_of(failure)
        if found is not None:
            return found
        failure = failure.__cause__ or failure.__context__
    return None


def _cause_of(failure: BaseException) -> Cause | None:
    if isinstance(failure, OSError) and failure.errno in _NO_ROOM:
        return Cause.FULL
    if not isinstance(failure, DatabaseError | InterfaceError):
        return None
    told = failure.__cause__
    code = getattr(told, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(told, "sqlstate", None)
    if state is None:  # psycopg knows no state where it got no connection
        return Cause.AWAY if type(told).__module__.startswith("psycopg") and "connect" in str(told) else None
    return next((cause for beginning, cause in _POSTGRESQL.items() if state.startswith(beginning)), None)
