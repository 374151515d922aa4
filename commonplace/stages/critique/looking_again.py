"""A gentle look at a critique before it is sent. It is told where it may be thin or hard to hear, why, and sends it all the same.

It happens here, by looking for words; nothing is kept of it and nobody else learns of it.
"""

import re

from django.utils.translation import gettext as _

# Fewer words than these, all together, seldom name a place and a reason.
_FEW = 12


def what_to_look_at(said: list[str]) -> list[str]:
    """What whoever wrote this may want to look at again, in sentences; nothing where all is well."""
    together = " ".join(said)
    found = []
    if len(together.split()) < _FEW:
        found.append(
            _("It is short. What helps most is a place and a reason: where in it, and what happened to you there.")
        )
    # Translators: words that hurt in a critique, in your language, with commas between them. They need not be the same ones.
    hard = _("stupid, useless, terrible, awful, rubbish, garbage, pathetic, lazy, ugly, worthless, horrible, hate")
    for word in _met(hard, together):
        found.append(
            _("“%(word)s” may be hard to hear, and does not say what to do. What happened to you as you read?")
            % {"word": word}
        )
    # Translators: beginnings that speak of a person and not of a work, in your language, with commas between them.
    personal = _("you are, you're, you always, you never, you should have, you obviously")
    for words in _met(personal, together)[:1]:
        found.append(
            _("“%(words)s” speaks of the person. It is easier to hear what you say of the work.") % {"words": words}
        )
    return found


def _met(given: str, text: str) -> list[str]:
    words = [word.strip() for word in given.split(",") if word.strip()]
    return [
        word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.replace("’", "'"), re.IGNORECASE)
    ]
