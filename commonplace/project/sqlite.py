"""Chooses the SQLite that Django uses."""

import sys


def prefer_bundled_sqlite() -> None:
    """Put pysqlite3 in place of the standard library's sqlite3, where it is installed.

    Its wheel brings a SQLite past the WAL-reset corruption that 3.51.3 fixed; many systems ship an older one.
    Django imports `sqlite3` by name, so it has to be exchanged before Django's backend is loaded.
    """
    try:
        import pysqlite3  # noqa: PLC0415 - absent on platforms without a wheel
    except ImportError:
        return
    if "django.db.backends.sqlite3.base" not in sys.modules:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
