"""Signing in, out, and back in for those who forgot their passphrase."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people import letters, links
from commonplace.commons.people.actions import DEMO_PASSPHRASE, change_passphrase
from commonplace.commons.people.doors import Request, is_on_loopback, own_address
from commonplace.commons.people.forms import LinkForm, NewPassphraseForm, SignInForm
from commonplace.commons.people.models import Account, OneTimeLink, Person
from commonplace.commons.people.signing import attempts, passkeys
from commonplace.commons.people.signing.entering import let_in
from commonplace.commons.people.tasks import send_sign_in_link
from commonplace.ground.mail import mail_is_stuck
from commonplace.ground.pages import asked_too_often


def _demo_people(request: Request) -> list[Person]:
    """Whom one may try a demo commons as, from the machine that it runs on."""
    if not settings.DEMO or not is_on_loopback(request):
        return []
    people = Person.objects.active().filter(account__is_demo=True).select_related("account")
    return list(people.order_by("-is_host", "display_name")[:12])


def _sign_in_page(request: Request, form: SignInForm, onward: str, status: int = 200) -> HttpResponse:
    return render(
        request,
        "people/sign_in.html",
        {
            "form": form,
            "next": onward,
            "demo_people": _demo_people(request),
            "demo_passphrase": DEMO_PASSPHRASE,
            "has_passkeys": passkeys.are_possible(request),
        },
        status=status,
    )


@never_cache
def sign_in(request: Request) -> HttpResponse:
    """Sign in by e-mail address or sign-in name, and passphrase."""
    onward = own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.person and request.method != "POST":
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method != "POST":
        return _sign_in_page(request, form, onward)
    if not form.is_valid():
        return _sign_in_page(request, form, onward, 422)
    name = form.cleaned_data["name"]
    if wait := attempts.wait(request, "sign-in", name):
        form.add_error(None, attempts.words(wait) + " " + _("You can also ask for a link."))
        return asked_too_often(_sign_in_page(request, form, onward), wait)
    account = authenticate(request, username=name, password=form.cleaned_data["passphrase"])
    if not isinstance(account, Account) or not hasattr(account, "person"):
        attempts.note(request, "sign-in", name)
        form.add_error(None, _("Name and passphrase do not go together. Look at both again, or ask for a link."))
        return _sign_in_page(request, form, onward, 422)
    return let_in(request, account, onward)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("/")


@never_cache
def ask_for_link(request: Request) -> HttpResponse:
    """Ask for a letter with a link that signs one in. The answer is the same whether or not there is an account."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if wait := attempts.wait(request, "link", email):
            form.add_error(None, attempts.words(wait) + " " + _("The last letter may still be on its way."))
            return asked_too_often(_link_page(request, form), wait)
        attempts.note(request, "link", email)
        account = letters.account_for_link(email)
        send_sign_in_link.enqueue(account.pk if account else 0)
        return redirect("/sign-in/link/?asked")
    return _link_page(request, form)


def _link_page(request: Request, form: LinkForm) -> HttpResponse:
    asked = "asked" in request.GET
    context = {
        "form": form,
        "mail_is_sent": settings.MAIL_IS_SENT,
        "mail_is_stuck": asked and mail_is_stuck(),
        "asked": asked,
    }
    return render(request, "people/sign_in_link.html", context, status=422 if form.errors else 200)


def _lapsed(request: Request, kind: OneTimeLink.Kind) -> HttpResponse:
    return render(request, "people/link_lapsed.html", {"kind": kind.value}, status=404)


def _working(request: Request, token: str, kind: OneTimeLink.Kind) -> OneTimeLink | None:
    """The link of a token; a demo account's only on the machine that it runs on."""
    link = links.find(token, kind)
    if link is None or not hasattr(link.account, "person"):
        return None
    return None if link.account.is_demo and not is_on_loopback(request) else link


@never_cache
def sign_in_by_link(request: Request, token: str) -> HttpResponse:
    """Sign in by a letter's link. It opens a page with one button, since programs that scan mail open links too."""
    link = _working(request, token, links.Kind.SIGN_IN)
    if link is None or (request.method == "POST" and not links.use(link)):
        return _lapsed(request, links.Kind.SIGN_IN)
    if request.method == "POST":
        return let_in(request, link.account, "/", without_passphrase=True)
    return render(request, "people/sign_in_by_link.html", {"whose": link.account.person})


@never_cache
def new_passphrase(request: Request, token: str) -> HttpResponse:
    """Set a new passphrase by a link that a host or a facilitator handed on."""
    link = _working(request, token, links.Kind.PASSPHRASE)
    if link is None:
        return _lapsed(request, links.Kind.PASSPHRASE)
    form = NewPassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not links.use(link):
            return _lapsed(request, links.Kind.PASSPHRASE)
        change_passphrase(link.account.person, form.cleaned_data["passphrase"])
        messages.success(request, _("Your new passphrase is set."))
        return let_in(request, link.account.person.login, "/")
    context = {"form": form, "whose": link.account.person, "username": link.account.username}
    return render(request, "people/new_passphrase.html", context, status=422 if form.errors else 200)


@never_cache
def confirm_address(request: Request, token: str) -> HttpResponse:
    """Confirm that an e-mail address is one's own."""
    link = links.find(token, links.Kind.EMAIL)
    if link is None or link.account.email_claimed != link.email:
        return _lapsed(request, links.Kind.EMAIL)
    if request.method == "POST":
        if not links.use(link) or not letters.confirm_address(link.account, link.email):
            return _lapsed(request, links.Kind.EMAIL)
        messages.success(request, _("Thank you. Letters go to %(email)s from now on.") % {"email": link.email})
        return redirect("/")
    return render(request, "people/confirm_address.html", {"email": link.email})
