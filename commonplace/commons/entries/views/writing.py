"""Writing a post or a question, changing it, sharing a draft, and deleting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonplace.commons.communities.doors import taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.entries import rules
from commonplace.commons.entries.actions import EditedMeanwhile, delete_entry, edit_entry, share_entry, write_entry
from commonplace.commons.entries.forms import EntryForm, ShareForm
from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone


@taking_part
@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, community: Community) -> HttpResponse:
    """Write a post in a community, or ask it a question (`?kind=question`)."""
    kind = "question" if request.GET.get("kind") == "question" else "post"
    form = EntryForm(request.POST if request.method == "POST" else None, person=request.person, community=community)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        share = "draft" not in request.POST
        entry = write_entry(
            request.person,
            kind,
            title=said["title"],
            body=said["body"],
            community=community,
            audience=said["audience"],
            licence=said["licence"],
            interests=interests_named(said["interests"]),
            share=share,
        )
        messages.success(
            request,
            _("It is in the stream of the community.") if share else _("It is kept as a draft. Only you see it."),
        )
        return redirect(entry.address)
    context = {"community": community, "form": form, "kind": kind}
    return render(request, "entries/write.html", context, status=422 if form.errors else 200)


def _entry_to_edit(request: SignedInRequest, pk: int) -> Entry:
    entry = entry_seen(request, pk)
    if not rules.may_edit(request.person, entry):
        raise PermissionDenied(rules.why_not_changed(request.person, entry))
    return entry


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the words of an entry. Where somebody else changed them meanwhile, show both (409)."""
    entry = _entry_to_edit(request, pk)
    own_page = kind_of(entry).edit(entry)
    if own_page != f"{entry.address}edit/":
        return redirect(own_page)
    if request.method != "POST":
        return _form_page(request, entry, EntryForm(person=request.person, community=entry.community, entry=entry))
    form = EntryForm(request.POST, person=request.person, community=entry.community, entry=entry)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _form_page(request, entry, form, status=422)
    try:
        _save(entry, request, form.cleaned_data)
    except EditedMeanwhile as conflict:
        return _conflict_page(request, conflict.current, form)
    messages.success(request, _("Saved."))
    return redirect(entry.address)


def _save(entry: Entry, request: SignedInRequest, said: dict[str, Any]) -> None:
    edit_entry(
        entry,
        request.person,
        based_on=said["based_on"] or 0,
        note=said["note"],
        title=said["title"],
        body=said["body"],
        audience=said["audience"],
        licence=said["licence"],
        interests=interests_named(said["interests"]),
    )
    is_shared_here = "share" in request.POST and entry.is_draft and kind_of(entry).shared_by_button
    if is_shared_here and rules.may_share(request.person, entry):
        share_entry(entry, request.person)


def _form_page(
    request: SignedInRequest, entry: Entry, form: EntryForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"entry": entry, "form": form, "theirs": None, "kind": kind_of(entry), **more}
    return render(request, "entries/edit.html", context, status=status)


def _conflict_page(request: SignedInRequest, current: Entry, form: EntryForm) -> HttpResponse:
    """The person's words stay in the form, which is now based on the other's version; that stands beside it."""
    kept = {**{name: form.data[name] for name in form.data}, "based_on": str(current.version)}
    again = EntryForm(kept, person=request.person, community=current.community, entry=current)
    revision = current.revisions.select_related("by").order_by("-number").first()
    return _form_page(request, current, again, status=409, theirs=revision)


@signed_in
@require_POST
def share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a draft be seen by its audience."""
    entry = _entry_to_edit(request, pk)
    if not kind_of(entry).shared_by_button:
        return redirect(kind_of(entry).edit(entry))
    if not rules.may_share(request.person, entry):
        raise PermissionDenied(_("You do not take part in its community now. It stays your draft."))
    form = ShareForm(person=request.person, entry=entry)
    if not form.is_valid():
        for error in form.non_field_errors():
            messages.warning(request, str(error))
        return redirect(kind_of(entry).edit(entry))
    share_entry(entry, request.person)
    messages.success(request, _("It is shared."))
    return redirect(entry.address)


@signed_in
@require_http_methods(["GET", "POST"])
def deletion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then delete an entry."""
    entry = entry_seen(request, pk)
    if not rules.may_delete(request.person, entry):
        raise PermissionDenied(_("Only those who wrote it can delete it, and a design goes with its community."))
    if request.method == "POST":
        back = entry.community.address if entry.community else f"/@{request.person.name}/"
        tell_gone(request, delete_entry(entry, request.person))
        return redirect(back)
    return render(request, "entries/deletion.html", {"entry": entry, "is_shared_work": len(entry.by) > 1})  # type: ignore[attr-defined]
