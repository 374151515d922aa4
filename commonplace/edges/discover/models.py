"""What the first page and people's books show that is kept nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person


class FirstStep(models.Model):
    """A small invitation that somebody can take up today, written by the host."""

    title = models.CharField(_("the invitation"), max_length=120)
    words = models.CharField(_("a sentence more"), max_length=300, blank=True)
    link = models.CharField(_("where it leads"), max_length=300, blank=True)
    link_words = models.CharField(_("words of the link"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class BookPlace(models.Model):
    """How somebody shows one entry in their book: where it stands among what they put first, or that it is left out.

    Without a row an entry stands in the book by its date. None of this lets anybody see what they could not see.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="book_places")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="book_places")
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="book_place_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} in the book of {self.person_id}"
