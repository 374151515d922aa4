"""The reminders of a gathering: seen and edited before they go out."""

from babel.lists import format_list
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.reach_forms import RemindersForm, as_stands
from commonplace.stages.gather.reminder_words import reminder_letter
from commonplace.stages.gather.reminding import change_reminders
from commonplace.stages.gather.repeating import later_than
from commonplace.stages.gather.views_entry import gathering_to_change


@signed_in
def reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    """When those who come are reminded, and the letter as they will read it."""
    gathering = gathering_to_change(request, pk)
    data = request.POST if request.method == "POST" else None
    form = RemindersForm(data, person=request.person, gathering=gathering, later=later_than(gathering, request.person))
    if data is None or not form.is_valid():
        return _page(request, gathering, form, status=422 if form.errors else 200)
    if form.cleaned_data["stood"] != as_stands(gathering):
        form.data = {
            **request.POST.dict(),
            "stood": as_stands(gathering),
            "remind_before": form.cleaned_data["remind_before"],
        }
        return _page(request, gathering, form, status=409)
    change_reminders(
        gathering,
        request.person,
        remind_before=form.cleaned_data["remind_before"],
        reminder=form.cleaned_data["reminder"],
        later=form.later if form.reaches_later else [],
    )
    messages.success(request, _("The reminders are changed."))
    return HttpResponseRedirect(f"{gathering.entry.address}reminders/")


def _page(request: SignedInRequest, gathering: Gathering, form: RemindersForm, status: int = 200) -> HttpResponse:
    page = request.build_absolute_uri(f"{gathering.entry.address}coming/")
    with timezone.override(zone_called(gathering.zone)):
        subject, words = reminder_letter(gathering, request.person.display_name, page)
    names = dict(form.fields["remind_before"].choices)  # type: ignore[attr-defined]
    times = [str(names[one]) for one in sorted(gathering.remind_before, reverse=True) if one in names]
    shown = {
        "gathering": gathering,
        "form": form,
        "subject": subject,
        "words": words,
        "is_overtaken": status == 409,
        "times": format_list(times, locale=moments.locale_here()),
    }
    return render(request, "gather/reminders.html", shown, status=status)
