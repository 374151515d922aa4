"""One's own pages: profile, interests, letters, age, passphrase, blocks."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.people import actions, letters
from commonplace.commons.people.doors import SignedInRequest, own_address, signed_in
from commonplace.commons.people.models import Interest, Person, Stance
from commonplace.commons.people.own_forms import (
    AddressForm,
    AgeForm,
    ChangePassphraseForm,
    InterestsForm,
    LettersForm,
    ProfileForm,
)
from commonplace.commons.people.signing.doors import confirmed
from commonplace.commons.people.signing.own_passphrase import answered
from commonplace.commons.people.signing.sessions import came_without_passphrase_just_now, confirm, is_due_for_age
from commonplace.commons.people.undoing import tell_gone

_SUGGESTIONS = 12


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """What one says of oneself."""
    form = ProfileForm(request.POST or None, person=request.person)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("/me/")
    context = {"form": form, "username": request.person.login.username}
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


def _suggestions(person: Person) -> list[Interest]:
    """Interests that others here are curious about and this person has not named, in alphabetical order."""
    met = Interest.objects.filter(person_interests__stance=Stance.CURIOUS).exclude(person_interests__person=person)
    most = met.annotate(people_count=Count("person_interests")).order_by("-people_count", "name")[:_SUGGESTIONS]
    return sorted(most, key=lambda interest: interest.name.lower())


@signed_in
def interests(request: SignedInRequest) -> HttpResponse:
    """What one is curious about, and what one can help with."""
    held = request.person.person_interests.select_related("interest").order_by("interest__name")
    lines = {stance: "\n".join(one.interest.name for one in held if one.stance == stance) for stance in Stance}
    initial = {"curious": lines[Stance.CURIOUS], "helps": lines[Stance.HELPS]}
    form = InterestsForm(request.POST or None, initial=initial, suggestions=_suggestions(request.person))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        gone = actions.set_interests(request.person, given["curious"] + given.get("also", []), given["helps"])
        messages.success(request, _("Saved. What you follow decides what you meet here."))
        if gone:
            tell_gone(request, gone)
        return redirect(f"/@{request.person.name}/")
    return render(request, "people/interests.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def letters_by_mail(request: SignedInRequest) -> HttpResponse:
    """How often one gets letters, and at which address."""
    account = request.person.login
    form = LettersForm(request.POST or None, initial={"mail_rhythm": request.person.mail_rhythm})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(request.person, mail_rhythm=form.cleaned_data["mail_rhythm"])
        messages.success(request, _("Saved."))
        return redirect("/me/notices/")
    context = {"form": form, "account": account, "mail_is_sent": settings.MAIL_IS_SENT}
    return render(request, "people/letters.html", context, status=422 if form.errors else 200)


@never_cache
@confirmed()
def address(request: SignedInRequest) -> HttpResponse:
    """Which e-mail address is one's own. Who holds it can sign in by it, so that it is asked again who this is."""
    account = request.person.login
    form = AddressForm(request.POST or None, initial={"email": account.email_claimed or account.email or ""})
    if request.method == "POST" and form.is_valid():
        letters.change_address(request.person, form.cleaned_data["email"])
        messages.success(request, _("Saved."))
        return redirect("/me/notices/")
    return render(request, "people/address.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def age(request: SignedInRequest) -> HttpResponse:
    """The yearly question for one's age band."""
    onward = own_address(request, request.POST.get("next") or request.GET.get("next", ""), "/me/")
    form = AgeForm(request.POST or None, person=request.person)
    if request.method == "POST" and form.is_valid():
        was_minor = request.person.is_minor
        actions.change_age(request.person, form.cleaned_data["age_band"])
        if was_minor and not request.person.is_minor:
            messages.success(
                request, _("Saved. Nothing of yours is seen by more people than before, unless you open it.")
            )
        else:
            messages.success(request, _("Saved. We ask again in a year."))
        return redirect(onward)
    context = {"form": form, "next": onward, "is_due": is_due_for_age(request.person)}
    return render(request, "people/age.html", context, status=422 if form.errors else 200)


@never_cache
@signed_in
def passphrase(request: SignedInRequest) -> HttpResponse:
    """Set a new passphrase; other sessions end, this one goes on."""
    account, asks = request.person.login, not came_without_passphrase_just_now(request)
    form = ChangePassphraseForm(request.POST or None, request=request, asks_present=asks)
    if request.method == "POST" and form.is_valid():
        actions.change_passphrase(request.person, form.cleaned_data["passphrase"])
        update_session_auth_hash(request, account)
        confirm(request)
        messages.success(request, _("Your new passphrase is set. Everywhere else you are signed out."))
        return redirect("/me/sign-in/")
    context = {"form": form, "username": account.username}
    return answered(render(request, "people/passphrase.html", context, status=422 if form.errors else 200), form)


@signed_in
def blocks(request: SignedInRequest) -> HttpResponse:
    """Whom one has blocked, with a way to take it back."""
    if request.method == "POST":
        other = get_object_or_404(Person, blocks_met__by=request.person, name=request.POST.get("name", ""))
        actions.unblock(request.person, other)
        messages.success(request, _("You and %(name)s can meet again.") % {"name": other.display_name})
        return redirect("/me/people/")
    blocked = Person.objects.filter(blocks_met__by=request.person).order_by("display_name")
    return render(request, "people/blocks.html", {"blocked": blocked})
