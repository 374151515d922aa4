"""One's own ways to sign in, and where one is signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.letters import write_security_letter
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing import attempts, passkeys, second_step, sessions
from commonplace.commons.people.signing.doors import confirmed
from commonplace.commons.people.signing.forms import FirstCodeForm, PasskeyNameForm
from commonplace.commons.people.signing.models import Passkey
from commonplace.ground.pages import asked_too_often

_HOME = "/me/sign-in/"


@never_cache
@signed_in
def overview(request: SignedInRequest) -> HttpResponse:
    """The ways in, and the places where one is in."""
    return _overview(request, PasskeyNameForm())


def _overview(request: SignedInRequest, form: PasskeyNameForm, status: int = 200) -> HttpResponse:
    account = request.person.login
    asks = second_step.is_asked(account)
    context: dict[str, Any] = {
        "form": form,
        "username": account.username,
        "passkeys": list(account.passkeys.order_by("made_at")),
        "can_make": passkeys.are_possible(request),
        "asks_for_code": asks,
        "codes_left": second_step.recovery_codes_left(account) if asks else 0,
        "places": sessions.places(request, account),
        "help_given": request.person.factor_help.select_related("by").order_by("-at")[:3],
    }
    return render(request, "signing/own.html", context, status=status)


@require_POST
@signed_in
def sign_out_of(request: SignedInRequest) -> HttpResponse:
    """Sign out of one place, or everywhere, here included."""
    if "everywhere" in request.POST:
        sessions.end_all(request.person)
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("/sign-in/")
    if sessions.end_one(request.person.login, request.POST.get("place", "")):
        messages.success(request, _("You are signed out there."))
    return redirect(_HOME)


@never_cache
@require_POST
@confirmed(_HOME)
def making_options(request: SignedInRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    return JsonResponse(passkeys.ask_to_make(request, request.person.login))


@never_cache
@require_POST
@confirmed(_HOME)
def make_passkey(request: SignedInRequest) -> HttpResponse:
    """Keep the passkey that the device made."""
    form = PasskeyNameForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, 422)
    try:
        passkey = passkeys.keep(
            request, request.person, form.cleaned_data["name"], request.POST.get("answer", "")[:20_000]
        )
    except passkeys.NotTaken:
        form.add_error(None, _("The passkey was not made. Try it once more; you can have up to ten."))
        return _overview(request, form, 422)
    _tell(request.person, passkey.name, is_new=True)
    messages.success(request, _("From now on you can sign in with “%(name)s”.") % {"name": passkey.name})
    return redirect(_HOME)


def _tell(person: Person, name: str, *, is_new: bool) -> None:
    words = {True: _("The passkey “%(name)s” was added."), False: _("The passkey “%(name)s” was removed.")}[is_new]
    write_security_letter(person, lambda: words % {"name": name})


@never_cache
@confirmed()
def passkey(request: SignedInRequest, number: int) -> HttpResponse:
    """Call a passkey something else, or remove it."""
    one = get_object_or_404(Passkey, pk=number, account=request.person.login)
    if request.method == "POST" and "remove" in request.POST:
        passkeys.remove(request.person, one)
        _tell(request.person, one.name, is_new=False)
        messages.success(request, _("Nobody signs in with this passkey any more. Delete it on your device as well."))
        return redirect(_HOME)
    form = PasskeyNameForm(request.POST or None, initial={"name": one.name})
    if request.method == "POST" and form.is_valid():
        passkeys.rename(one, form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect(_HOME)
    return render(request, "signing/passkey.html", {"form": form, "passkey": one}, status=422 if form.errors else 200)


def _codes_page(request: SignedInRequest, codes: list[str]) -> HttpResponse:
    return render(request, "signing/recovery_codes.html", {"codes": codes})


@never_cache
@confirmed()
def set_up_codes(request: SignedInRequest) -> HttpResponse:
    """Put the secret into an app, and show that it worked by its first code."""
    account = request.person.login
    if second_step.is_asked(account):
        return redirect(_HOME)
    form = FirstCodeForm(request.POST or None)
    app = second_step.begin(account)
    picture = second_step.picture(second_step.address_for_app(app, request.commons.name, account.username))
    context = {"form": form, "picture": picture, "secret": second_step.typeable(app.secret)}
    if request.method == "POST" and form.is_valid():
        if wait := attempts.wait(request, "second step", account.username):
            form.add_error(None, attempts.words(wait))
            return asked_too_often(render(request, "signing/set_up_codes.html", context), wait)
        if codes := second_step.confirm(request.person, form.cleaned_data["code"]):
            sessions.end_all(request.person, but=request.session.session_key)
            write_security_letter(request.person, lambda: _("From now on a code is asked for when you sign in."))
            return _codes_page(request, codes)
        attempts.note(request, "second step", account.username)
        form.add_error("code", _("This code does not fit. Wait for the next one, then type that."))
    return render(request, "signing/set_up_codes.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@confirmed(_HOME)
def new_recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Ten new codes on paper; those from before stop working."""
    if not second_step.is_asked(request.person.login):
        return redirect(_HOME)
    codes = second_step.new_recovery_codes(request.person)
    write_security_letter(request.person, lambda: _("New recovery codes were made. Those from before stopped working."))
    return _codes_page(request, codes)


@never_cache
@confirmed()
def stop_codes(request: SignedInRequest) -> HttpResponse:
    """Ask once, then ask for no code any more."""
    if not second_step.is_asked(request.person.login):
        return redirect(_HOME)
    if request.method != "POST":
        return render(request, "signing/stop_codes.html")
    second_step.stop_asking(request.person)
    write_security_letter(request.person, lambda: _("No code is asked for any more when you sign in."))
    messages.success(request, _("No code is asked for any more."))
    return redirect(_HOME)
