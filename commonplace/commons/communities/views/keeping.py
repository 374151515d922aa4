"""Looking after a community: its settings, its stage, its end."""

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonplace.commons.communities import actions, opening
from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.forms import SettingsForm, StageForm
from commonplace.commons.communities.models import Community, Stage
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Person


@carrying
def settings(request: SignedInRequest, community: Community) -> HttpResponse:
    """What a community says of itself. Two people's changes never overwrite each other."""
    # The form writes what was typed onto its row even where it is wrong, so it gets a row of its own.
    form = SettingsForm(
        request.POST if request.method == "POST" else None, instance=copy(community), person=request.person
    )
    status, theirs = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _keep(community, request.person, form)
            except actions.ChangedMeanwhile as changed:
                status, theirs = 409, changed.current
                form = _based_on(theirs, form)
            else:
                messages.success(request, _("Saved."))
                return redirect(f"{community.address}settings/")
    differing = _differing(form, theirs) if theirs else []
    context = {"community": theirs or community, "form": form, "differing": differing}
    return render(request, "communities/settings.html", context, status=status)


@transaction.atomic
def _keep(community: Community, by: Person, form: SettingsForm) -> None:
    actions.change_community(community, by, based_on=form.cleaned_data["based_on"], **form.columns())
    opening.open_ticked(community, by, form.cleaned_data)


def _based_on(theirs: Community, form: SettingsForm) -> SettingsForm:
    """The same words, to be saved over the version that is shown beside them."""
    typed = QueryDict(mutable=True)
    for name in form.data:
        typed.setlist(name, form.data.getlist(name))  # type: ignore[attr-defined]
    typed["based_on"] = str(theirs.version)
    form.data = typed
    return form


def _differing(form: SettingsForm, theirs: Community) -> list[tuple[str, str]]:
    """What the community says now wherever the form says something else: a label, and the present words."""
    rows = []
    for name in SettingsForm.Meta.fields:
        now = getattr(theirs, name)
        if form.cleaned_data[name] != now:
            shown = getattr(theirs, f"get_{name}_display", lambda now=now: now)()
            words = {True: _("yes"), False: _("no"), None: "–", "": "–"}.get(shown, str(shown))
            rows.append((str(form.fields[name].label), words))
    if form.cleaned_data["point"] != theirs.point:
        rows.append((str(form.fields["point"].label), str(theirs.point or "–")))
    return rows


@carrying
def stage(request: SignedInRequest, community: Community) -> HttpResponse:
    """Go forward on the road, or back."""
    form = StageForm(request.POST if request.method == "POST" else None, community=community)
    if request.method == "POST":
        refuse_closed(community)
    if request.method == "POST" and form.is_valid():
        actions.move_stage(community, request.person, Stage(form.cleaned_data["stage"]))
        messages.success(request, _("It stands at: %(stage)s.") % {"stage": community.stage_words})
        return redirect(f"{community.address}stage/")
    return render(
        request, "communities/stage.html", {"community": community, "form": form}, status=422 if form.errors else 200
    )


@carrying
def close(request: SignedInRequest, community: Community) -> HttpResponse:
    """End a community and keep its record. On a closed one: open it again."""
    if request.method == "POST":
        if community.closed_at is None:
            actions.close_community(community, request.person)
            messages.success(request, _("It is closed. Its record stays where it was."))
        return redirect(community.address)
    return render(request, "communities/close.html", {"community": community})


@require_POST
@carrying
def reopen(request: SignedInRequest, community: Community) -> HttpResponse:
    """Open a closed community again."""
    if community.closed_at is not None:
        actions.reopen_community(community, request.person)
        messages.success(request, _("It is open again."))
    return redirect(community.address)
