"""Hosts' pages about the commons and its people."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people import actions, hosting
from commonplace.commons.people.doors import SignedInRequest, host_only
from commonplace.commons.people.host_forms import CorrectAgeForm, SettingsForm
from commonplace.commons.people.models import MINORS, AgeBand, HelpRequest, OneTimeLink, Person
from commonplace.commons.people.rules import may_reset


@host_only
def commons_settings(request: SignedInRequest) -> HttpResponse:
    """What the commons is called, who may join, and its pages of words."""
    form = SettingsForm(request.POST or None, commons=request.commons)
    if request.method == "POST" and form.is_valid():
        hosting.change_commons(request.commons, request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("/host/settings/")
    context = {"form": form, "is_only_host": hosting.is_only_host(request.person)}
    return render(request, "people/host_settings.html", context, status=422 if form.errors else 200)


def _found(words: str) -> QuerySet[Person]:
    """The people of this commons, in alphabetical order, whose name or address holds these words."""
    people = Person.objects.filter(left_at=None, account__isnull=False).select_related("account")
    if words:
        fields = ("display_name", "name", "account__username", "account__email", "account__email_claimed")
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__icontains": words})
        people = people.filter(condition)
    return people.order_by("display_name", "pk")


def _waiting_letters() -> list[OneTimeLink]:
    """Letters with a link that nobody sends, since this commons has no mail server: a host may hand them on."""
    waiting = hosting.links_to_hand_on().select_related("letter", "account__person")
    return list(waiting.order_by("-made_at")[:20])


@never_cache
@host_only
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody with an account here."""
    words = request.GET.get("q", "").strip()[:80]
    page = Paginator(_found(words), 25).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "waiting": _waiting_letters(), "mail_is_sent": settings.MAIL_IS_SENT}
    return render(request, "people/host_people.html", context)


def _person(name: str) -> Person:
    return get_object_or_404(
        Person.objects.filter(left_at=None).select_related("account"), name=name, account__isnull=False
    )


def _person_page(
    request: SignedInRequest, somebody: Person, form: CorrectAgeForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {"somebody": somebody, "account": somebody.account, "form": form, "reset_address": "", **more}
    return render(request, "people/host_person.html", context, status=status)


def _age_form(somebody: Person) -> CorrectAgeForm:
    return CorrectAgeForm(initial={"age_band": somebody.age_band})


@host_only
def person(request: SignedInRequest, name: str) -> HttpResponse:
    """One person, and what a host can do for them."""
    somebody = _person(name)
    return _person_page(request, somebody, _age_form(somebody))


@never_cache
@require_POST
@host_only
def reset(request: SignedInRequest, name: str) -> HttpResponse:
    """Make a link for a new passphrase and show it this once."""
    somebody = _person(name)
    if not may_reset(request.person, somebody):
        raise PermissionDenied
    token = actions.reset_link(somebody, request.person)
    address = f"{request.scheme}://{request.get_host()}/sign-in/new-passphrase/{token}/"
    return _person_page(request, somebody, _age_form(somebody), reset_address=address)


@host_only
def rights(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask whether somebody shall host, or shall no longer, and do it."""
    somebody = _person(name)
    if request.method != "POST":
        return render(request, "people/host_rights.html", {"somebody": somebody})
    if request.POST.get("hosts") == "yes":
        hosting.give_host_rights(somebody, request.person)
        messages.success(request, _("%(name)s is a host now.") % {"name": somebody.display_name})
        return redirect(f"/host/people/{somebody.name}/")
    try:
        hosting.take_host_rights(somebody, request.person)
        messages.success(request, _("%(name)s is no longer a host.") % {"name": somebody.display_name})
    except hosting.LastHost:
        messages.error(request, _("Somebody has to host this commons. Make another person a host first."))
    return redirect(
        "/" if somebody.pk == request.person.pk and not somebody.is_host else f"/host/people/{somebody.name}/"
    )


@require_POST
@host_only
def correct_age(request: SignedInRequest, name: str) -> HttpResponse:
    """Put an age band right."""
    somebody = _person(name)
    form = CorrectAgeForm(request.POST)
    if not form.is_valid():
        return _person_page(request, somebody, form, 422)
    actions.change_age(somebody, form.cleaned_data["age_band"])
    messages.success(request, _("Saved."))
    return redirect(f"/host/people/{somebody.name}/")


@host_only
def asked(request: SignedInRequest) -> HttpResponse:
    """Questions between somebody under 18 and an adult, which hosts may read so that nobody is alone with them."""
    crossing = Q(by__age_band__in=MINORS, to__age_band=AgeBand.ADULT) | Q(
        by__age_band=AgeBand.ADULT, to__age_band__in=MINORS
    )
    asked_here = HelpRequest.objects.filter(crossing).select_related("by", "to", "interest").order_by("-at")
    page = Paginator(asked_here, 20).get_page(request.GET.get("page"))
    return render(request, "people/host_asked.html", {"page": page})
