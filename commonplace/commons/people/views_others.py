"""Between two people: a block, and a question to somebody who offered help."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.people import actions
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import HelpRequest, Interest, Person, Stance
from commonplace.commons.people.own_forms import AnswerForm, AskForm
from commonplace.commons.people.rules import may_act, may_ask
from commonplace.ground import clock

# Whoever asks more people on one day is not asking for help.
_MOST_A_DAY = 10


@signed_in
def block(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask whether to block somebody, and do it."""
    other = get_object_or_404(Person.objects.filter(left_at=None).exclude(pk=request.person.pk), name=name)
    if request.method == "POST":
        actions.block(request.person, other)
        messages.success(request, _("You have blocked %(name)s.") % {"name": other.display_name})
        return redirect("/me/people/")
    return render(request, "people/block.html", {"other": other})


def _helper(request: SignedInRequest, name: str) -> tuple[Person, list[Interest]]:
    """Somebody whom the asker may meet, and what they offered help with."""
    helper = get_object_or_404(Person.objects.shown_to(request.person), name=name)
    offered = list(
        Interest.objects.filter(person_interests__person=helper, person_interests__stance=Stance.HELPS).order_by("name")
    )
    if not offered:
        raise Http404
    if not may_ask(request.person, helper):
        if may_act(request.person) and may_act(helper) and helper.is_minor and not request.person.is_minor:
            raise PermissionDenied(
                _("%(name)s is under 18. Adults do not write to them alone; write in a community that you share.")
                % {"name": helper.display_name}
            )
        raise PermissionDenied
    return helper, offered


@signed_in
def ask(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask somebody who offered to help with an interest."""
    helper, offered = _helper(request, name)
    form = AskForm(
        request.POST or None, offered=offered, initial={"interest": request.GET.get("interest", offered[0].slug)}
    )
    if request.method == "POST" and form.is_valid():
        lately = HelpRequest.objects.filter(by=request.person, at__gt=clock.now() - timedelta(days=1)).count()
        if lately < _MOST_A_DAY:
            interest = next(one for one in offered if one.slug == form.cleaned_data["interest"])
            actions.ask_helper(request.person, helper, interest, form.cleaned_data["words"])
            messages.success(request, _("Sent. %(name)s is told of it.") % {"name": helper.display_name})
            return redirect("/me/asked/")
        form.add_error(None, _("You asked many people today. Wait for an answer, and ask again tomorrow."))
    crosses = request.person.is_minor != helper.is_minor
    context = {"form": form, "helper": helper, "host_may_read": crosses}
    return render(request, "people/ask.html", context, status=422 if form.errors else 200)


def _mine(person: Person) -> QuerySet[HelpRequest]:
    """What somebody asked or was asked, but for those on the other side of a block."""
    met = Person.objects.shown_to(person).values("pk")
    asked = HelpRequest.objects.filter(Q(by=person, to__in=met) | Q(to=person, by__in=met))
    return asked.select_related("by", "to", "interest").order_by("-at")


@signed_in
def asked(request: SignedInRequest) -> HttpResponse:
    """What one was asked, and what one asked."""
    page = Paginator(_mine(request.person), 20).get_page(request.GET.get("page"))
    return render(request, "people/asked.html", {"page": page})


@signed_in
def answer(request: SignedInRequest, number: int) -> HttpResponse:
    """Answer somebody who asked."""
    question = get_object_or_404(_mine(request.person), pk=number, to=request.person, answered_at=None)
    if not may_act(request.person):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_help(question, form.cleaned_data["words"])
        messages.success(request, _("Sent. %(name)s is told of it.") % {"name": question.by.display_name})
        return redirect("/me/asked/")
    context = {"form": form, "question": question, "host_may_read": question.by.is_minor != question.to.is_minor}
    return render(request, "people/answer.html", context, status=422 if form.errors else 200)
