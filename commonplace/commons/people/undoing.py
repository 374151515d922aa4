"""What is said on the page that follows when somebody took something away."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonplace.ground import ids
from commonplace.ground.models import PutAway

UNDO = "undo-"


def tell_gone(request: HttpRequest, kept: PutAway) -> None:
    """Say what is gone, beside a button that brings it back."""
    words = f"{kept.words} " + _("You can bring it back for an hour.")
    messages.success(request, words, extra_tags=UNDO + ids.written(kept.pk))
