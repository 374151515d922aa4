from django.db.backends.sqlite3 import base

from commonplace.ground.editions import TurnsEditions


class DatabaseWrapper(TurnsEditions, base.DatabaseWrapper):
    """SQLite that turns editions as it commits."""
