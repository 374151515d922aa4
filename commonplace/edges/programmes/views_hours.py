"""Hours in a programme: staff confirm them and take them back; each person sees their own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import member
from commonplace.commons.communities.models import Community, Form
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Person
from commonplace.edges.programmes import participation
from commonplace.edges.programmes.doors import leading
from commonplace.edges.programmes.forms import HoursForm
from commonplace.edges.programmes.models import Participation, hours_of
from commonplace.edges.programmes.rules import may_confirm_hours
from commonplace.ground import ids
from commonplace.stages.gather.models import Gathering


@require_safe
@leading
def overview(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Everybody by the alphabet with what is confirmed, and what took place lately."""
    context = {
        "community": programme,
        "people": participation.totals(programme),
        "gatherings": participation.past_gatherings(programme, request.person),
        "confirms": may_confirm_hours(request.person, programme),
    }
    return render(request, "programmes/hours.html", context)


def _gathering(request: SignedInRequest, programme: Community) -> Gathering | None:
    """The gathering that the address names, if it names one; one that took place here and this person may see. Raises Http404."""
    named = request.GET.get("gathering", "")
    if not named:
        return None
    try:
        key = ids.read(named)
    except ValueError:
        raise Http404 from None
    entry = next((one for one in participation.past_gatherings(programme, request.person) if one.pk == key), None)
    if entry is None:
        raise Http404
    gathering: Gathering = entry.as_gathering
    gathering.entry = entry
    return gathering


def _confirm(request: SignedInRequest, programme: Community, form: HoursForm, gathering: Gathering | None) -> int:
    said = form.cleaned_data
    on = participation.day_of(gathering) if gathering else said["on"]
    what = gathering.entry.title if gathering else said["what"]
    return participation.confirm(
        programme, request.person, said["people"], minutes=form.minutes, gathering=gathering, what=what, on=on
    )


@leading
def confirm(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Tick who took part, in a gathering or in something else."""
    refuse_closed(programme)
    gathering = _gathering(request, programme)
    done = participation.confirmed_at(gathering, programme) if gathering else set()
    can = participation.who_can_have_hours(programme).values("person")
    people = Person.objects.filter(pk__in=can).exclude(pk__in=done).order_by("display_name", "pk")
    length = gathering and (gathering.ends_at - gathering.starts_at).total_seconds() / 60
    here = list(participation.checked_in(gathering, request.person)) if gathering else []
    initial: dict[str, Any] = {"people": [one.pk for one in here]}
    if length:
        initial["hours"] = hours_of(min(round(length), 24 * 60))
    typed = request.POST if request.method == "POST" else None
    form = HoursForm(typed, people=people, of_gathering=gathering is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        count = _confirm(request, programme, form, gathering)
        words = ngettext("Confirmed for one person.", "Confirmed for %(count)s people.", count)
        messages.success(request, words % {"count": count} if count else _("All of them had it already."))
        return HttpResponseRedirect(f"{programme.address}programme/hours/")
    context = {
        "community": programme,
        "gathering": gathering,
        "form": form,
        "done": Person.objects.filter(pk__in=done).order_by("display_name", "pk"),
        "checked_in": here,
        "said_yes": participation.said_yes(gathering, request.person) if gathering else [],
    }
    return render(request, "programmes/confirm.html", context, status=422 if form.errors else 200)


@require_safe
@leading
def of_person(request: SignedInRequest, programme: Community, name: str) -> HttpResponse:
    """All that was confirmed of somebody, with who did and when."""
    somebody = get_object_or_404(Person, name=name)
    rows = list(participation.rows_of(programme, somebody))
    if not rows and not programme.memberships.filter(person=somebody).exists():
        raise Http404
    return _record_page(request, programme, somebody, rows, confirms=may_confirm_hours(request.person, programme))


@require_safe
@member
def own(request: SignedInRequest, community: Community) -> HttpResponse:
    """What is confirmed of oneself."""
    if community.form != Form.PROGRAMME:
        raise Http404
    return _record_page(request, community, request.person, list(participation.rows_of(community, request.person)))


def _record_page(
    request: SignedInRequest, programme: Community, whose: Person, rows: list[Participation], *, confirms: bool = False
) -> HttpResponse:
    standing = sum(row.minutes for row in rows if row.taken_back_at is None)
    context = {"community": programme, "whose": whose, "rows": rows, "hours": hours_of(standing), "confirms": confirms}
    context["is_own"] = whose.pk == request.person.pk
    return render(request, "programmes/record_of.html", context)


@require_POST
@leading
def take_back(request: SignedInRequest, programme: Community, number: int) -> HttpResponse:
    """Say that something was not so. It stays in the record as taken back."""
    row = get_object_or_404(Participation.objects.select_related("programme", "person"), programme=programme, pk=number)
    if participation.take_back(row, request.person):
        messages.success(request, _("It is taken back, and stays in the record as that."))
    return redirect(f"{programme.address}programme/hours/of/{row.person.name}/")
