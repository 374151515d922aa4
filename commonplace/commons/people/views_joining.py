"""How people come in for the first time: by themselves, by a class code, or as the first host."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import authenticate
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.people import hosting, joining, letters
from commonplace.commons.people.actions import NameTaken, register
from commonplace.commons.people.doors import Request, own_address
from commonplace.commons.people.forms import BeginForm, ClassForm, JoinForm, is_too_young
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.rules import may_join
from commonplace.commons.people.signing import attempts, entering
from commonplace.commons.people.signing.sessions import enter
from commonplace.ground.pages import asked_too_often

_FIRST_PAGE = "/me/interests/"


def _page(request: Request, template: str, form: Form, **more: object) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _invitation(token: str) -> str:
    """The page on which somebody with an account takes an invitation up. It belongs to communities."""
    return f"/invitation/{quote(token, safe='')}/"


def _for_those_here(request: Request, admission: joining.Admission | None, onward: str) -> str:
    """Where somebody goes who has an account already: they take their invitation up by its own page."""
    return admission.page or _invitation(request.session.pop("invitation")) if admission else onward


def _join_page(request: Request, form: JoinForm, admission: joining.Admission | None, onward: str) -> HttpResponse:
    after_sign_in = admission.page or _invitation(request.session["invitation"]) if admission else onward
    context = {"admission": admission, "next": onward, "after_sign_in": after_sign_in}
    return _page(request, "people/join.html", form, **context)


def _not_yet(request: Request) -> HttpResponse:
    """Say kindly that somebody is too young for now. Nothing of what they typed is kept."""
    return render(request, "people/not_yet.html", {"age": request.commons.signup_age})


def _come_in(
    form: Form, let_in: Callable[[Person], str], username: str | None, email: str | None
) -> tuple[Person, str]:
    """Make the account, and whatever it was let in for, or neither."""
    given = form.cleaned_data
    with transaction.atomic():
        person = register(
            display_name=given["name"],
            age_band=given["age_band"],
            username=username,
            email=email,
            password=given["passphrase"],
        )
        return person, let_in(person)


def _try_to_come_in(
    form: Form, let_in: Callable[[Person], str], username: str | None = None, email: str | None = None
) -> tuple[Person, str] | None:
    """`_come_in`, or what stood in the way, said in the form."""
    try:
        return _come_in(form, let_in, username, email)
    except NameTaken:
        form.add_error("username" if username else None, _("Somebody took this name a moment ago. Try another."))
    except joining.NoLongerOpen as closed:
        form.add_error(None, str(closed))
    return None


def _own_account(request: Request, email: str, passphrase: str) -> Account | None:
    """The account of somebody who joins a second time by mistake: they know its address and passphrase."""
    if attempts.wait(request, "sign-in", email):
        return None
    account = authenticate(request, username=email, password=passphrase)
    if account is None:
        attempts.note(request, "sign-in", email)
    return account if isinstance(account, Account) else None


@never_cache
def join(request: Request) -> HttpResponse:
    """Make an account by e-mail address and passphrase."""
    token = request.GET.get("invitation", "")[:200]
    onward = own_address(request, request.POST.get("next") or request.GET.get("next", ""), "")
    if request.person:
        return redirect(_invitation(token) if token else onward or "/")
    if token:
        request.session["invitation"] = token
    if hosting.is_being_prepared(request.commons):
        return render(request, "people/being_prepared.html")
    admission = joining.invitation(request.session.get("invitation", ""))
    if admission is None and not may_join(request.commons):
        return render(request, "people/join_by_invitation.html", {"was_invited": bool(token)})
    if is_too_young(request.POST.get("age_band", ""), request.commons):
        return _not_yet(request)
    form = JoinForm(request.POST or None, commons=request.commons)
    if request.method == "POST" and form.is_valid():
        return _join(request, form, admission, onward)
    return _join_page(request, form, admission, onward)


def _join(request: Request, form: JoinForm, admission: joining.Admission | None, onward: str) -> HttpResponse:
    if wait := attempts.wait(request, "join"):
        form.add_error(None, attempts.words(wait))
        return asked_too_often(_join_page(request, form, admission, onward), wait)
    email = form.cleaned_data["email"]
    if account := _own_account(request, email, form.cleaned_data["passphrase"]):
        onward = _for_those_here(request, admission, onward)
        messages.success(request, _("You had an account already."))
        return entering.let_in(request, account, onward or "/")
    let_in = admission.let_in if admission else lambda person: ""
    came = _try_to_come_in(form, let_in, email=email)
    if came is None:
        return _join_page(request, form, admission, onward)
    person, address = came
    return _welcome(request, person, address or onward)


def _welcome(request: Request, person: Person, address: str) -> HttpResponse:
    account = person.login
    attempts.note(request, "join")
    letters.claim_address(account, account.email_claimed)
    request.session.pop("invitation", None)
    enter(request, account)
    messages.success(request, _("Welcome, %(name)s. You are in.") % {"name": person.display_name})
    return redirect(address or _FIRST_PAGE)


@never_cache
def join_class(request: Request) -> HttpResponse:
    """Make an account by the code that a facilitator reads out, without e-mail."""
    if request.person:
        return redirect("/")
    if is_too_young(request.POST.get("age_band", ""), request.commons):
        return _not_yet(request)
    known = {"code": request.GET.get("code", "")[:40], "name": request.GET.get("name", "")[:80]}
    form = ClassForm(request.POST or None, commons=request.commons, initial=known)
    if request.method == "POST" and form.is_valid():
        if wait := attempts.wait(request, "class code") or attempts.wait(request, "join"):
            form.add_error(None, attempts.words(wait))
            return asked_too_often(_page(request, "people/join_class.html", form), wait)
        admission = joining.class_code(form.cleaned_data["code"])
        if admission is None:
            attempts.note(request, "class code")
            form.add_error(
                "code", _("This code opens nothing, or no longer. Look at it again, or ask who gave it to you.")
            )
        elif came := _try_to_come_in(form, admission.let_in, username=form.cleaned_data["username"]):
            return _welcome(request, *came)
    return _page(request, "people/join_class.html", form)


@never_cache
def begin(request: Request, token: str) -> HttpResponse:
    """The first visitor, with the link printed at first start, names the commons and becomes its host."""
    if not hosting.opens_with(request.commons, token):
        return render(request, "people/link_lapsed.html", {"kind": "begin"}, status=404)
    begun = {"language": request.commons.language, "zone": request.commons.zone}
    form = BeginForm(request.POST or None, initial=begun, languages=request.headers.get("Accept-Language", ""))
    if request.method == "POST" and form.is_valid():
        commons_words = {name: form.cleaned_data[name] for name in ("language", "zone", "signup_age")}

        def becomes_host(person: Person) -> str:
            if not hosting.begin_commons(
                request.commons, person, name=form.cleaned_data["commons_name"], **commons_words
            ):
                raise joining.NoLongerOpen(_("Somebody else used this link a moment ago."))
            return "/host/"

        came = _try_to_come_in(form, becomes_host, form.cleaned_data["username"], form.cleaned_data["email"])
        if came:
            return _welcome(request, *came)
    return _page(request, "people/begin.html", form)
