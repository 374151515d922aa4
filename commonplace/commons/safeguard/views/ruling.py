"""The desks of those who rule, the log of what they did, and acts without a report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import CARRYING, Community, Membership
from commonplace.commons.entries.models import Authorship
from commonplace.commons.people.doors import SignedInRequest, host_only, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import actions, sayings
from commonplace.commons.safeguard.forms import ReasonForm
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.commons.safeguard.rules import may_pause, may_remove, may_rule_commons
from commonplace.ground.models import Happening

PAGE = 30


def _reports(rows: QuerySet[Report]) -> QuerySet[Report]:
    """As lists show them: those that wait come first, the longest waiting on top."""
    return rows.select_related("by", "community", "entry", "comment__entry", "person").order_by("-state", "at", "pk")


def _log(rows: QuerySet[Ruling]) -> QuerySet[Ruling]:
    return rows.select_related("by", "entry", "comment__entry", "person", "community").order_by("-at", "-pk")


@carrying
def reports_of_community(request: SignedInRequest, community: Community) -> HttpResponse:
    """What waits for those who carry a community, and what was done here."""
    readable = Report.objects.readable_to(request.person).filter(read_by=community)
    context = {
        "community": community,
        "page": Paginator(_reports(readable), PAGE).get_page(request.GET.get("page")),
        "rulings": list(_log(Ruling.objects.filter(community=community))[:PAGE]),
    }
    return render(request, "safeguard/reports.html", context)


@host_only
def reports_of_commons(request: SignedInRequest) -> HttpResponse:
    """Every report that this host reads."""
    page = Paginator(_reports(Report.objects.readable_to(request.person)), PAGE).get_page(request.GET.get("page"))
    return render(request, "safeguard/reports.html", {"community": None, "page": page, "rulings": []})


@host_only
def log(request: SignedInRequest) -> HttpResponse:
    """Every act of those who rule, newest first."""
    page = Paginator(_log(Ruling.objects.all()), PAGE).get_page(request.GET.get("page"))
    rulings = list(page.object_list)
    context = {"page": page, "rulings": rulings, "reports": _reports_behind(rulings, request.person)}
    return render(request, "safeguard/log.html", context)


def _reports_behind(rulings: list[Ruling], viewer: Person) -> dict[int, Report]:
    """The reports that these rulings answer, as far as `viewer` reads them: there, a ruling can be lifted again."""
    return Report.objects.readable_to(viewer).in_bulk({ruling.report_id for ruling in rulings if ruling.report_id})


@signed_in
def of_happening(request: SignedInRequest, happening_id: int) -> HttpResponse:
    """A ruling and its reason, for those whom it concerns and those who rule."""
    happening = get_object_or_404(Happening, pk=happening_id, data__has_key="ruling")
    rows = _log(Ruling.objects.all())
    ruling = get_object_or_404(rows, pk=happening.data["ruling"])
    viewer = request.person
    concerns = ruling.person_id == viewer.pk or (ruling.comment is not None and ruling.comment.by_id == viewer.pk)
    if saying := sayings.find(ruling.saying, ruling.saying_id):
        concerns = viewer in saying.kind.people(saying.row)
    if not concerns and not ruling.saying and ruling.comment_id is None and ruling.entry_id is not None:
        concerns = Authorship.objects.filter(entry=ruling.entry_id, person=viewer).exists()
    carried = Membership.objects.filter(person=viewer, community=ruling.community_id, left_at=None, role__in=CARRYING)
    if not concerns and not may_rule_commons(viewer) and not carried.exists():
        raise Http404
    return render(request, "safeguard/ruling.html", {"ruling": ruling, "concerns": concerns})


@carrying
def remove(request: SignedInRequest, community: Community, name: str) -> HttpResponse:
    """End somebody's membership, with a reason that they read."""
    present = community.memberships.filter(left_at=None).select_related("person")
    membership = get_object_or_404(present, person__name=name)
    membership.community = community
    if not may_remove(request.person, membership):
        raise PermissionDenied(_("To end your own membership, leave the community."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.remove(request.person, form.cleaned_data["reason"], person=membership.person, community=community)
        messages.success(request, _("%(name)s no longer belongs to it.") % {"name": membership.person.display_name})
        return redirect(f"{community.address}people/")
    context = {"community": community, "who": membership.person, "form": form}
    return render(request, "safeguard/remove.html", context, status=422 if form.errors else 200)


@host_only
def pause(request: SignedInRequest, name: str) -> HttpResponse:
    """Keep somebody from writing, or, where they are paused, let them again."""
    who = get_object_or_404(Person.objects.filter(Q(account__isnull=False), left_at=None), name=name)
    if not may_pause(request.person, who):
        raise PermissionDenied(_("Nobody pauses themselves. Ask another host."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        # The form says which of the two was meant, so that sending it twice does not undo it.
        act = {"pause": actions.pause, "resume": actions.resume}.get(request.POST.get("act", ""))
        if act is not None and (act is actions.pause) == (who.paused_at is None):
            act(request.person, form.cleaned_data["reason"], person=who)
            done = _("%(name)s is paused.") if who.paused_at else _("%(name)s can write again.")
            messages.success(request, done % {"name": who.display_name})
        return redirect("/host/log/")
    return render(request, "safeguard/pause.html", {"who": who, "form": form}, status=422 if form.errors else 200)
