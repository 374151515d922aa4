"""Takes the pictures that came with a form into a work, each on its own: a broken one spoils none of the others."""

from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import add_picture
from commonplace.commons.entries.models import Entry
from commonplace.ground.pictures import NotAPicture
from commonplace.stages.make.forms import MOST_AT_ONCE, MOST_PICTURES, PictureRows


def take_in(entry: Entry, form: PictureRows) -> bool:
    """Add every picture that the form brought. One that cannot be taken is an error of its row. True if all were."""
    all_taken = True
    room = MOST_PICTURES - entry.attachments.filter(media_type__startswith="image/").count()
    for place, chosen in enumerate(form.chosen()):
        try:
            if place >= MOST_AT_ONCE:
                words = _("%(count)s pictures can come at once. Add the others when these are kept.")
                raise NotAPicture(words % {"count": MOST_AT_ONCE})
            if place >= room:
                words = _("There are %(count)s pictures here already. Remove one first.")
                raise NotAPicture(words % {"count": MOST_PICTURES})
            add_picture(entry, chosen.file, alternative=chosen.alternative, caption=chosen.caption)
        except NotAPicture as failure:
            form.add_error(f"picture_{chosen.row}", str(failure))
            all_taken = False
        except OSError as failure:
            form.say_no_room(f"picture_{chosen.row}", failure)
            all_taken = False
    return all_taken
