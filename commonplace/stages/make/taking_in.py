"""Takes what came with a form into a work, each piece on its own: a broken one spoils none of the others."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import add_picture
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.pieces import MOST, NotTaken, add_any_file, add_code, add_link, keep_pieces
from commonplace.commons.entries.recordings import take_in_recording
from commonplace.commons.entries.uploading import now_in_something
from commonplace.commons.people.models import Person
from commonplace.ground.pictures import NotAPicture
from commonplace.stages.make.forms import MOST_AT_ONCE, PictureRows, PieceRows, WorkForm
from commonplace.stages.make.forms_pieces import OtherPieces


def take_in(entry: Entry, by: Person, form: WorkForm | PieceRows) -> bool:
    """Add all that the form brought, as far as each can be kept; what cannot is an error of its field. True if all was."""
    taken = [take_in_pictures(entry, form), take_in_recording(entry, form), _take_in_others(entry, form)]
    keep_pieces(entry, by)
    return all(taken)


def take_in_pictures(entry: Entry, form: PictureRows) -> bool:
    """Add every picture that the form brought. One that cannot be taken is an error of its row. True if all were."""
    all_taken = True
    room = MOST["picture"] - entry.attachments.filter(media_type__startswith="image/").count()
    for place, chosen in enumerate(form.chosen()):
        try:
            if place >= MOST_AT_ONCE:
                words = _("%(count)s pictures can come at once. Add the others when these are kept.")
                raise NotAPicture(words % {"count": MOST_AT_ONCE})
            if place >= room:
                words = _("There are %(count)s pictures here already. Remove one first.")
                raise NotAPicture(words % {"count": MOST["picture"]})
            add_picture(entry, chosen.file, alternative=chosen.alternative, caption=chosen.caption)
            now_in_something(chosen.file)
        except NotAPicture as failure:
            form.add_error(f"picture_{chosen.row}", str(failure))
            all_taken = False
        except OSError as failure:
            form.say_no_room(f"picture_{chosen.row}", failure)
            all_taken = False
    return all_taken


def _take_in_others(entry: Entry, form: OtherPieces) -> bool:
    said = form.cleaned_data
    file, link, code = form.other, said.get("web_link"), form.kept_word("code").strip()
    return all(
        [
            not file
            or _taken(
                form,
                ("other_file", "other_called", "other_caption"),
                lambda: add_any_file(entry, file, form.said_of("other_called", "other_caption")),
            ),
            not link
            or _taken(
                form,
                ("web_link", "web_title", "web_caption"),
                lambda: add_link(entry, link, form.said_of("web_title", "web_caption")),
            ),
            not code
            or _taken(
                form,
                ("code", "code_language", "code_caption"),
                lambda: add_code(entry, code, form.kept_word("code_language"), form.said_of("", "code_caption")),
            ),
        ]
    )


def _taken(form: OtherPieces, names: tuple[str, ...], add: Callable[[], object]) -> bool:
    """Add one piece, after which its fields are empty. What cannot be kept is said at the first of them."""
    try:
        add()
    except NotTaken as failure:
        form.add_error(names[0], str(failure))
        return False
    except OSError as failure:
        form.say_no_room(names[0], failure)
        return False
    form.empty(*names)
    return True
