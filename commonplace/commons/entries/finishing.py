"""What is made of a piece once it is kept, in a task: the sizes of a picture; the picture of a film, and a copy that browsers play.

Pages show a piece before any of it is there. A task that runs twice, or for a piece that went meanwhile, changes nothing.
"""

import logging
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task

from commonplace.commons.entries import files
from commonplace.commons.entries.models import COPY_WIDTH, PLAIN_WIDTH, PLAYED, Attachment, Rendition
from commonplace.ground import film_copies
from commonplace.ground.picture_sizes import Size, sizes_of, widths_of
from commonplace.ground.queue import LONG
from commonplace.ground.scratch import scratch_file

logger = logging.getLogger(__name__)
_AT_ONCE = 500


@task(queue_name=LONG)
def finish(key: int) -> None:
    """Make what belongs to a picture or a film, where it is not there."""
    piece = Attachment.objects.filter(pk=key, made="").first()
    if piece is None:
        return
    try:
        if piece.is_picture:
            _finish_picture(piece)
        elif piece.sort == "film":
            _finish_film(piece)
    except FileNotFoundError:
        logger.warning("The file %s is missing; `commonplace doctor` says what to do.", piece.file.name)


@task()
def finish_what_waits() -> None:
    """See to pictures and films of which nothing was made, such as those from before there were sizes. Comes by every day."""
    waiting = Attachment.objects.filter(made="", media_type__regex="^(image|video)/").order_by("-pk")
    for key in waiting.values_list("pk", flat=True)[:_AT_ONCE]:
        finish.enqueue(key)


def _finish_picture(piece: Attachment) -> None:
    with default_storage.open(str(piece.file.name)) as kept:
        sizes = list(sizes_of(kept, PLAIN_WIDTH))
    made: list[tuple[Size, File]] = [(size, ContentFile(size.data)) for size in sizes]
    widths = ",".join(map(str, widths_of(piece.width)))
    _keep(piece, made, f"{widths} {sizes[-1].ending}")


def _finish_film(piece: Attachment) -> None:
    path = Path(default_storage.path(str(piece.file.name)))
    try:
        picture, piece.width, piece.height = film_copies.poster(path)
        with scratch_file("mp4") as target:
            if piece.media_type in PLAYED:
                _keep(piece, [], "there", picture)
                return
            film_copies.write_playable(path, target)
            with target.open("rb") as copy:
                _keep(piece, [(Size(b"", "video/mp4", "mp4", COPY_WIDTH), File(copy))], "there", picture)
    except FileNotFoundError:
        raise
    except Exception:  # there is no end to what decoders raise
        logger.warning("The film %s could not be made ready; it can be downloaded.", piece.file.name, exc_info=True)
        _keep(piece, [], "failed")


def _keep(piece: Attachment, made: list[tuple[Size, File]], said: str, picture: bytes | None = None) -> None:
    with files.kept_with_their_rows():
        renditions = []
        for size, content in made:
            rendition = Rendition(attachment=piece, media_type=size.media_type, width=size.width)
            files.write_rendition(rendition, content, size.ending)
            renditions.append(rendition)
        if picture is not None:
            files.write_small(piece, picture)
        with transaction.atomic():
            still_there = Attachment.objects.filter(pk=piece.pk, made="")
            if still_there.update(made=said, small=piece.small.name or "", width=piece.width, height=piece.height):
                Rendition.objects.bulk_create(renditions)
                return
        files.delete_without_row(
            [str(one.file.name) for one in renditions] + ([str(piece.small.name)] if picture else [])
        )
