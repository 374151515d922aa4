from django.db.backends.postgresql import base

from commonplace.ground.editions import TurnsEditions


class DatabaseWrapper(TurnsEditions, base.DatabaseWrapper):
    """PostgreSQL that turns editions as it commits."""
