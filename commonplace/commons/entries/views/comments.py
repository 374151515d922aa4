"""Saying something in the margin, answering, and taking it away again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries import rules
from commonplace.commons.entries.commenting import comment_on, delete_comment
from commonplace.commons.entries.forms import CommentForm
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.ground import ids


def _answered(request: SignedInRequest, entry: Entry) -> Comment | None:
    """The comment that `?answers=` names, as far as this person may see it."""
    asked = request.GET.get("answers", "")
    if not asked:
        return None
    try:
        key = ids.read(asked)
    except ValueError as unreadable:
        raise Http404 from unreadable
    return get_object_or_404(
        Comment.objects.visible_to(request.person).filter(entry=entry).select_related("by"), pk=key
    )


@signed_in
@require_http_methods(["GET", "POST"])
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something to an entry, or answer a comment on it."""
    entry = entry_seen(request, pk)
    refuse_closed(entry.community)
    if not rules.may_comment(request.person, entry):
        raise PermissionDenied(_("Nothing can be said here now: it is a draft, or you are paused."))
    answers = _answered(request, entry)
    form = CommentForm(request.POST if request.method == "POST" else None, person=request.person, entry=entry)
    if request.method == "POST" and form.is_valid():
        said = comment_on(entry, request.person, form.cleaned_data["words"], answers=answers)
        if said.kept_back:
            words = _(
                "Thank you. Somebody watches over this page and reads first what is said to it; then it stands here."
            )
        else:
            words = _("Your words are in the margin.")
        messages.success(request, words)
        return redirect(f"{entry.address}#c{ids.written(said.pk)}")
    context = {"entry": entry, "form": form, "answers": answers}
    return render(request, "entries/comment.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def comment_deletion(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Ask, then take a comment away."""
    entry = entry_seen(request, pk)
    said = get_object_or_404(
        Comment.objects.visible_to(request.person).filter(entry=entry).select_related("by"), pk=comment_pk
    )
    said.entry = entry
    if not rules.may_delete_comment(request.person, said):
        raise PermissionDenied(_("These words are somebody else's. You can report them."))
    if request.method == "POST":
        tell_gone(request, delete_comment(said, request.person))
        return redirect(entry.address)
    return render(request, "entries/comment_deletion.html", {"entry": entry, "comment": said})
