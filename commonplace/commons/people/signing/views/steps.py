"""The second step at the door, showing again that it is you, and signing in by passkey."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people.doors import Request, SignedInRequest, is_on_loopback, own_address, signed_in
from commonplace.commons.people.signing import attempts, entering, passkeys, second_step, sessions
from commonplace.commons.people.signing.forms import AgainForm, CodeForm
from commonplace.commons.people.signing.own_passphrase import answered
from commonplace.ground.pages import asked_too_often


@never_cache
def code(request: Request) -> HttpResponse:
    """Ask for a code after passphrase or link."""
    waiting = entering.waiting(request)
    if waiting is None:
        return redirect("/sign-in/")
    account, held = waiting
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if wait := attempts.wait(request, "second step", account.username):
            form.add_error(None, attempts.words(wait))
            return asked_too_often(render(request, "signing/code.html", {"form": form}), wait)
        if second_step.takes(account, form.cleaned_data["code"]):
            without = held["without_passphrase"]
            return entering.go_in(request, account, held["onward"], without_passphrase=without)
        attempts.note(request, "second step", account.username)
        form.add_error("code", _("This code does not fit, or was used. Wait for your app’s next one, then type that."))
    status = 422 if form.errors else 200
    return render(request, "signing/code.html", {"form": form}, status=status)


@never_cache
@signed_in
def again(request: SignedInRequest) -> HttpResponse:
    """Ask for the passphrase or a passkey once more, before something that matters."""
    onward = own_address(request, request.POST.get("next") or request.GET.get("next", ""), "/me/sign-in/")
    account = request.person.login
    form = AgainForm(request.POST or None, request=request)
    has_passkeys = passkeys.are_possible(request) and account.passkeys.exists()
    context = {"form": form, "next": onward, "has_passkeys": has_passkeys, "username": account.username}
    if request.method == "POST" and form.is_valid():
        sessions.confirm(request)
        return redirect(onward)
    return answered(render(request, "signing/again.html", context, status=422 if form.errors else 200), form)


@never_cache
@require_POST
def passkey_options(request: Request) -> HttpResponse:
    """What the browser needs to ask its device. Nothing in it tells who has an account."""
    return JsonResponse(passkeys.ask_to_sign(request))


@never_cache
@require_POST
def sign_in_by_passkey(request: Request) -> HttpResponse:
    """Come in by what the device signed; whoever is in already has shown by it that it is them."""
    onward = own_address(request, request.POST.get("next", ""))
    if wait := attempts.wait(request, "passkey"):
        return asked_too_often(_no_passkey(request, onward), wait)
    try:
        account = passkeys.signed_by(request, request.POST.get("answer", "")[:20_000])
    except passkeys.NotTaken:
        attempts.note(request, "passkey")
        return _no_passkey(request, onward)
    if account.is_demo and not is_on_loopback(request):
        return _no_passkey(request, onward)
    if request.person is None:
        return entering.go_in(request, account, onward, without_passphrase=True)
    if request.person.account_id != account.pk:
        return _no_passkey(request, onward)
    sessions.confirm(request, without_passphrase=True)
    return redirect(onward)


def _no_passkey(request: Request, onward: str) -> HttpResponse:
    return render(request, "signing/no_passkey.html", {"next": onward}, status=422)
