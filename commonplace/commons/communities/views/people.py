"""A community's people and teams."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities import actions
from commonplace.commons.communities.doors import carrying, member
from commonplace.commons.communities.forms import RoleForm, TeamForm
from commonplace.commons.communities.models import Community, Membership, Team
from commonplace.commons.communities.rules import is_open, may_act, may_carry, may_reset_member, refuse_closed
from commonplace.commons.people.actions import reset_link
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Person


@member
def people(request: SignedInRequest, community: Community) -> HttpResponse:
    """Who belongs, in alphabetical order, with what each has taken on and brings."""
    own = community.membership_of(request.person)
    rows = community.memberships.filter(left_at=None, person__left_at=None).select_related("person")
    if own is None or not own.carries:
        rows = rows.filter(is_listed=True, person__in=Person.objects.shown_to(request.person)) | rows.filter(
            person=request.person
        )
    memberships = list(rows.order_by("person__display_name", "pk"))
    context = {
        "community": community,
        "memberships": memberships,
        "own": own,
        "keeps": may_carry(request.person, community),
    }
    return render(request, "communities/people.html", context)


@require_POST
@member
def listed(request: SignedInRequest, community: Community) -> HttpResponse:
    """Be shown among the people of this community, or not."""
    own = community.membership_of(request.person)
    if own is None or not may_act(request.person):
        raise PermissionDenied
    actions.list_member(own, is_listed=request.POST.get("listed") == "yes")
    messages.success(
        request,
        _("You are shown to its members.") if own.is_listed else _("Only those who look after it see you in the list."),
    )
    return redirect(f"{community.address}people/")


def _membership(community: Community, name: str) -> Membership:
    present = community.memberships.filter(left_at=None, person__left_at=None).select_related("person__account")
    membership = get_object_or_404(present, person__name=name)
    membership.community = community
    return membership


@carrying
def one(request: SignedInRequest, community: Community, name: str) -> HttpResponse:
    """One member, for those who carry the community: change the role."""
    membership = _membership(community, name)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership, form.cleaned_data["role"], request.person)
        except actions.LastOneCarrying as last:
            form.add_error("role", str(last))
        else:
            role = membership.get_role_display()
            messages.success(
                request, _("%(name)s is now %(role)s.") % {"name": membership.person.display_name, "role": role}
            )
            own = community.membership_of(request.person)
            may_still = own is not None and (own.carries if own.pk != membership.pk else membership.carries)
            return redirect(f"{community.address}people/{name}/" if may_still else f"{community.address}people/")
    context = {
        "community": community,
        "membership": membership,
        "form": form,
        "may_reset": may_reset_member(request.person, membership),
    }
    return render(request, "communities/member.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@carrying
def new_passphrase(request: SignedInRequest, community: Community, name: str) -> HttpResponse:
    """Make a link for a member without e-mail, shown once to whoever hands it on."""
    membership = _membership(community, name)
    if not may_reset_member(request.person, membership):
        raise PermissionDenied(_("They sign in with e-mail, so that a new passphrase reaches them that way."))
    link = request.build_absolute_uri(f"/sign-in/new-passphrase/{reset_link(membership.person, request.person)}/")
    return render(
        request, "communities/new_passphrase.html", {"community": community, "membership": membership, "link": link}
    )


@member
def teams(request: SignedInRequest, community: Community) -> HttpResponse:
    """The named teams of a community; those who carry it form new ones."""
    keeps = may_carry(request.person, community)
    if request.method == "POST" and not keeps:
        raise PermissionDenied(_("Those who look after this community form its teams."))
    if request.method == "POST":
        refuse_closed(community)
    forms_teams = keeps and is_open(community)
    form = TeamForm(request.POST if request.method == "POST" else None, community=community) if forms_teams else None
    if form and request.method == "POST" and form.is_valid():
        team = actions.form_team(
            community, request.person, form.cleaned_data["name"], list(form.cleaned_data["people"])
        )
        messages.success(request, _("“%(name)s” is a team.") % {"name": team.name})
        return redirect(f"{community.address}teams/")
    rows = community.teams.prefetch_related("people").order_by("name")
    known = set(Person.objects.shown_to(request.person).filter(teams__community=community).values_list("pk", flat=True))
    shown = [
        (team, sorted((one for one in team.people.all() if one.pk in known), key=lambda one: one.display_name))
        for team in rows
    ]
    context = {"community": community, "teams": shown, "form": form, "keeps": keeps, "changes": forms_teams}
    return render(request, "communities/teams.html", context, status=422 if form and form.errors else 200)


@carrying
def team(request: SignedInRequest, community: Community, team_id: int) -> HttpResponse:
    """Change a team's name and people."""
    refuse_closed(community)
    found = get_object_or_404(Team, community=community, pk=team_id)
    found.community = community
    form = TeamForm(request.POST if request.method == "POST" else None, instance=found, community=community)
    if request.method == "POST" and form.is_valid():
        actions.change_team(found, request.person, form.cleaned_data["name"], list(form.cleaned_data["people"]))
        messages.success(request, _("The team is changed."))
        return redirect(f"{community.address}teams/")
    return render(
        request, "communities/team.html", {"community": community, "form": form}, status=422 if form.errors else 200
    )
