"""The roster of a programme: pasting a list, seeing what it would do, doing it; cards; coming in."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest, address_for_others
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.commons.people.undoing import tell_gone
from commonplace.edges.programmes import cards, roster
from commonplace.edges.programmes.doors import leading
from commonplace.edges.programmes.forms import RosterForm
from commonplace.edges.programmes.models import RosterLine
from commonplace.edges.programmes.rules import may_keep_roster
from commonplace.stages.recruit.posters import LettersMissing

# Lines that were not clear when the others were done, until a list is sent again.
_LEFT = "roster_left"


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@never_cache
@leading
def keep(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Paste a list, see of each line what will happen, and do it. Lines that are not clear stay, to be mended."""
    text = request.session.get(_LEFT, {}).get(programme.slug, "")
    if request.method == "POST":
        refuse_closed(programme)
        request.session.pop(_LEFT, None)
    form = RosterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["roster"]
        if "do" in request.POST and form.cleaned_data["seen"] == _mark(text):
            done = roster.put_on_roster(programme, request.person, text)
            _say_done(request, len(done.adding))
            if done.left:
                request.session[_LEFT] = {programme.slug: done.left}
            return HttpResponseRedirect(f"{programme.address}programme/roster/")
    planned = roster.plan(programme, text) if text and not form.errors else None
    if planned:
        form = RosterForm(initial={"roster": text, "seen": _mark(text)})
    context = {"form": form, "plan": planned, **_on_it(request, programme)}
    return render(request, "programmes/roster.html", context, status=422 if form.errors else 200)


def _on_it(request: SignedInRequest, programme: Community) -> dict[str, Any]:
    """Who stands on the roster, and what can be printed."""
    lines = list(RosterLine.objects.filter(programme=programme, revoked_at=None).select_related("team", "person"))
    return {
        "community": programme,
        "keeps": may_keep_roster(request.person, programme),
        "expected": [line for line in lines if line.came_in_at is None],
        "came_in": [line for line in lines if line.came_in_at],
        "cards": sum(line.letter_at is None and not line.has_lapsed and not line.came_in_at for line in lines),
        "reaches_others": bool(address_for_others(request, "/")),
    }


def _say_done(request: SignedInRequest, count: int) -> None:
    words = ngettext("One person is on the roster now.", "%(count)s people more are on the roster now.", count)
    messages.success(request, words % {"count": count} if count else _("Nobody new: all of them stand there already."))


@require_POST
@leading
def take_off(request: SignedInRequest, programme: Community, number: int) -> HttpResponse:
    """Take somebody off the roster who has not come in; their card opens nothing any more."""
    refuse_closed(programme)
    line = get_object_or_404(RosterLine.objects.expected(), programme=programme, pk=number)
    line.programme = programme
    kept = roster.take_off(line, request.person)
    if kept:
        tell_gone(request, kept)
    return redirect(f"{programme.address}programme/roster/")


@require_POST
@leading
def renew(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Give new codes: to whoever lost their card, or to all whose card has lapsed."""
    asked = request.POST.get("line", "")
    lapsed = (line.pk for line in RosterLine.objects.expected().filter(programme=programme) if line.has_lapsed)
    count = roster.renew(programme, request.person, [int(asked)] if asked.isdecimal() and len(asked) < 18 else lapsed)
    words = ngettext("One new code is made.", "%(count)s new codes are made.", count) % {"count": count}
    messages.success(request, words + " " + _("Cards and letters with the old ones open nothing any more."))
    return redirect(f"{programme.address}programme/roster/")


@never_cache
@require_safe
@leading
def printed(request: SignedInRequest, programme: Community, size: str) -> HttpResponse:
    """The cards of those who got no letter, on paper of this size."""
    lines = cards.to_print(programme)
    if not lines:
        raise Http404
    address = (address_for_others(request, "/") or f"{settings.ADDRESS}/").removesuffix("/")
    try:
        made = cards.cards_of(programme, lines, address, size=size, commons=request.commons)
    except LettersMissing:
        messages.warning(
            request,
            _(
                "This machine has no font for some letters of the names. Whoever keeps it can install one, such as Noto; "
                "until then, copy the codes from this page."
            ),
        )
        return HttpResponseRedirect(f"{programme.address}programme/roster/")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{programme.slug}-cards.pdf"'
    return response


@never_cache
def card(request: Request, token: str) -> HttpResponse:
    """What a card or a letter opens: who is expected where, and the ways in."""
    line = roster.line_by(token)
    if line is None:
        return render(request, "communities/invitation_lapsed.html", {"words": ""}, status=404)
    if request.method == "POST" and request.person is not None:
        refuse_paused(request.person)
        try:
            return redirect(roster.come_in(line, request.person))
        except NoLongerOpen as closed:
            return render(request, "communities/invitation_lapsed.html", {"words": str(closed)}, status=409)
    return render(request, "programmes/card.html", {"line": line, "community": line.programme})
