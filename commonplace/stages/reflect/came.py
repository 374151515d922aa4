"""Whether what was expected came: a word from each who looks back, by the words of the expectation.

It is kept by these words, not by a row of the design: designs are written anew, and copied from one another.
"""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _


class Came(models.TextChoices):
    """What somebody says of one thing that was expected."""

    YES = "yes", _("It came so")
    PARTLY = "partly", _("In part")
    NO = "no", _("It did not")


def mark_of(expected: str) -> str:
    """What names an expectation."""
    return hashlib.sha256(" ".join(expected.split()).casefold().encode()).hexdigest()[:12]
