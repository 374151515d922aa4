from django.db.backends.postgresql import base

from commonplace.ground.databases.fetching import FetchesRows
from commonplace.ground.editions import TurnsEditions


class DatabaseWrapper(TurnsEditions, FetchesRows, base.DatabaseWrapper):
    """PostgreSQL that turns editions as it commits."""
