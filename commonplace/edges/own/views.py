from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.models import CARRYING, Community, Membership
from commonplace.commons.people.doors import Request, SignedInRequest, host_only, signed_in
from commonplace.commons.people.hosting import LastHost
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.doors import confirmed
from commonplace.commons.people.signing.own_passphrase import answered
from commonplace.edges.own import kept_backups
from commonplace.edges.own.export import book_in_pieces
from commonplace.edges.own.forms import LeaveForm
from commonplace.edges.own.leaving import leave
from commonplace.ground import clock


@require_safe
@confirmed()
def export(request: SignedInRequest) -> HttpResponse:
    """What is in the book, and the button that fetches it."""
    return render(request, "own/export.html")


@require_POST
@confirmed("/me/export/")
def export_file(request: SignedInRequest) -> HttpResponse:
    """The whole book, sent while it is being made."""
    response = StreamingHttpResponse(book_in_pieces(request.person), content_type="application/zip")
    name = f"{request.person.name}-{clock.now():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Encoding"] = "identity"  # it is compressed already; the middleware would do so again
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


def _carried_alone(person: Person) -> QuerySet[Community]:
    carrying = Membership.objects.filter(community=OuterRef("pk"), role__in=CARRYING, left_at=None)
    own, others = carrying.filter(person=person), carrying.exclude(person=person)
    return Community.objects.filter(Exists(own), ~Exists(others), closed_at=None).order_by("name")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave_commons(request: SignedInRequest) -> HttpResponse:
    """Delete one's account, after reading what that means."""
    form = LeaveForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            leave(request.person, keep=form.cleaned_data["what"] == "keep")
        except LastHost:
            form.add_error(None, _("You are the last host of this commons. Make somebody else a host first."))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Thank you for what you brought here."))
            return HttpResponseRedirect("/")
    context = {"form": form, "carried_alone": _carried_alone(request.person)}
    return answered(render(request, "own/leave.html", context, status=422 if form.errors else 200), form)


@require_http_methods(["GET", "HEAD", "POST"])
@host_only
def backups(request: SignedInRequest) -> HttpResponse:
    """The backups that were made here, and the button that makes one."""
    if request.method == "POST":
        kept_backups.ask_for(request.person)
        messages.success(request, _("The backup is being made. Load this page again in a moment."))
        return HttpResponseRedirect("/host/backups/")
    return render(request, "own/backups.html", {"backups": kept_backups.all_kept()})


@require_safe
@host_only
def backup_file(request: Request, name: str) -> HttpResponse:
    """One backup, for a host alone."""
    response = FileResponse(
        kept_backups.find(name).open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


@require_http_methods(["GET", "HEAD", "POST"])
@host_only
def delete_backup(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask once more, then delete a backup."""
    kept_backups.find(name)
    if request.method == "POST":
        kept_backups.delete(name, request.person)
        messages.success(request, _("The backup is deleted."))
        return HttpResponseRedirect("/host/backups/")
    return render(request, "own/delete_backup.html", {"name": name})
