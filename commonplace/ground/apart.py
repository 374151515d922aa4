"""Pages that ask the database for nothing, for when it cannot be asked: what stands in the way, and what to do next."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commonplace.ground.causes import Cause

# A form sent again may come this soon, in seconds.
_SOON = 30


def is_secret(field: str) -> bool:
    """Whether a field of this name holds a passphrase, which is never said back."""
    return "passphrase" in field or field == "present"


def page_apart(title: str, words: list[str], *, again: str = "", sent: list[tuple[str, str]] | None = None) -> str:
    """A whole page. `again` is the address to try once more, `sent` what a form brought, so that it can be sent again."""
    context = {"title": title, "words": words, "again": again, "sent": sent or []}
    return render_to_string("ground/apart.html", context)


def words_of(cause: Cause) -> tuple[str, str, str]:
    """What to say of a cause: a title, what it is, and what to do if it stays."""
    if cause is Cause.HELD:
        return (
            _("This did not get through"),
            _("Another program holds the database of this commons at this moment. Wait half a minute, and try again."),
            _("If it stays so, tell the host. The command “commonplace doctor” says what to do."),
        )
    if cause is Cause.FULL:
        return (
            _("There is no room left to keep this"),
            _(
                "The disk of this commons is full or cannot be written. You can still read; nothing new can be kept for now."
            ),
            _("Tell the host. The command “commonplace doctor” says what to do."),
        )
    return (
        _("This commons cannot be reached just now"),
        _("It does not get through to its database. Wait a minute, and try again."),
        _("If it stays so, tell the host. The command “commonplace doctor” says what to do."),
    )


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if not is_secret(name):
            yield from ((name, str(value)) for value in values)


def stopped_by(request: HttpRequest, cause: Cause) -> HttpResponse:
    """503, or 507 where the disk is full (RFC 4918, section 11.5). What a form brought stands there, to be sent again."""
    title, *words = words_of(cause)
    sent = list(_typed(request)) if request.method == "POST" else []
    if sent:
        words.append(_("Nothing of it was kept here yet. What you typed is below: send it again, or copy it."))
    if request.method == "POST" and request.FILES:
        words.append(
            _("Files cannot be shown here. Your browser’s back button leads to the form with your files still chosen.")
        )
    status = 507 if cause is Cause.FULL else 503
    page = page_apart(title, words, again=request.get_full_path(), sent=sent)
    headers = {"Cache-Control": "no-store"} | ({} if cause is Cause.FULL else {"Retry-After": str(_SOON)})
    return HttpResponse(page, status=status, headers=headers)
