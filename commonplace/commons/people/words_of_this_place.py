"""Passphrases that whoever knows this commons would try first (OWASP ASVS 5.0, 6.1.2 and 6.2.11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Commons

# What this software calls itself and the people on it. The words of the commons' own name come to these.
_OURS = {
    "commonplace",
    "commons",
    "community",
    "learner",
    "mentor",
    "facilitator",
    "host",
    "staff",
    "passphrase",
    "password",
}
# So many letters have to be left once those words are taken out.
_LEFT = 6


class NoWordsOfThisPlace:
    """Refuses what consists of the name of this commons, of this software's own words, and of digits and signs."""

    def validate(self, password: str, user: object = None) -> None:
        known = _OURS | {word for word in re.findall(r"[^\W\d_]+", Commons.current().name.lower()) if len(word) > 2}
        longest_first = sorted(known, key=len, reverse=True)
        left = re.sub("|".join(map(re.escape, longest_first)), "", password.lower())
        if len(re.sub(r"[\W\d_]", "", left)) < _LEFT:
            raise ValidationError(self.get_help_text(), code="words_of_this_place")

    def get_help_text(self) -> str:
        return _("Whoever knows this commons would try this one. Put words into it that have nothing to do with it.")
