"""What each station of the road means, in words for people who have never heard of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Keyed by the number of the stage; see `models.Stage`.
MEANINGS: dict[int, Promise | str] = {
    0: _("An idea looks for its words: what is missing, and for whom."),
    1: _("The idea becomes a plan: purpose, values, days, places, people."),
    2: _("Those who will carry it find each other and share out the work."),
    3: _("The door is open: people hear of it and ask to join."),
    4: _("It is live: people meet, learn from each other and make things."),
    5: _("What was made is read by peers, kindly and honestly."),
    6: _("Everybody looks back: what came true, what surprised, what next."),
    7: _("The record becomes a case study that others can learn from."),
    8: _("Its story is in the library, and others can start from it."),
}
