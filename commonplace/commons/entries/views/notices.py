"""What happened that concerns one person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.wordings import readable
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.ground import clock


@signed_in
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """One's notices, newest first."""
    rows = Notice.objects.readable_by(request.person).select_related("entry", "community", "by").order_by("-at", "-pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page": page, "notices": readable(list(page.object_list), request.person)}
    return render(request, "entries/notices.html", context)


@signed_in
@require_safe
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open what a notice is about; it is read then."""
    row = get_object_or_404(
        Notice.objects.readable_by(request.person).select_related("entry", "community", "by"), pk=pk
    )
    if row.read_at is None:
        Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=clock.now())
    told = readable([row], request.person)
    return redirect(told[0].address if told else "/notices/")


@signed_in
@require_POST
def all_read(request: SignedInRequest) -> HttpResponse:
    """Mark every notice as read."""
    Notice.objects.filter(person=request.person, read_at=None).update(read_at=clock.now())
    messages.success(request, _("All are marked as read."))
    return redirect("/notices/")
