"""Pages on which somebody puts in what they made."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import taking_part
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.actions import EditedMeanwhile, share_entry
from commonplace.commons.entries.models import Authorship, Entry
from commonplace.commons.entries.rules import may_make_from, may_share
from commonplace.commons.entries.uploading import takes_uploads
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.doors import SignedInRequest, holding_to_norms, signed_in
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.stages.make.actions import change_work, share_work
from commonplace.stages.make.editing import Theirs, based_on, entry_to_edit, theirs
from commonplace.stages.make.forms import WorkForm
from commonplace.stages.make.models import Work
from commonplace.stages.make.rules import may_make
from commonplace.stages.make.taking_in import take_in


@holding_to_norms
@takes_uploads
def new_work_of_ones_own(request: SignedInRequest) -> HttpResponse:
    """Something made outside every community; the page names those in which one could put it instead."""
    if not may_make(request.person):
        raise PermissionDenied(_("You are paused on this commons. What you made before is still yours."))
    return _new_work(request, None)


@taking_part
@takes_uploads
def new_work(request: SignedInRequest, community: Community) -> HttpResponse:
    """Something made in a community."""
    return _new_work(request, community)


def _new_work(request: SignedInRequest, community: Community | None) -> HttpResponse:
    source = _source(request)
    people = _fellows(community, request.person)
    data = (request.POST, request.files_sent) if request.method == "POST" else ()
    form = WorkForm(*data, person=request.person, community=community, people=people, made_from=source)
    if request.method != "POST":
        return _page(request, form, community=community, source=source)
    is_valid = form.is_valid()
    if not is_valid and not (form.chosen() or form.recorded or form.brings_a_piece):
        return _page(request, form, community=community, source=source, status=422)
    return _put_in(request, form, community, source, is_valid=is_valid)


def _put_in(
    request: SignedInRequest, form: WorkForm, community: Community | None, source: Entry | None, *, is_valid: bool
) -> HttpResponse:
    """Keep it as a draft first, so that nothing is lost where a picture or a field is not right; then share it."""
    words = form.words()
    words["interests"] = interests_named(words["interests"])
    audience = form.cleaned_data.get("audience", Audience.ONLY_ME)
    work = share_work(
        request.person,
        **words,
        community=community,
        audience=audience,
        co_authors=form.made_with(),
        made_from=source,
        share=False,
    )
    if not take_in(work.entry, request.person, form) or not is_valid:
        return _page(
            request, form, work=work, community=community, source=source, is_kept=True, status=form.trouble_status
        )
    return _done(request, work.entry, audience)


def _done(request: SignedInRequest, entry: Entry, audience: int | None) -> HttpResponse:
    if "share" in request.POST and entry.is_draft and may_share(request.person, entry):
        share_entry(entry, request.person, audience=audience)
        messages.success(request, _("It is there, and seen by those you chose."))
    elif entry.is_draft:
        messages.success(request, _("It is kept as a draft. Only those who made it see it."))
    else:
        messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(entry.address)


@signed_in
@takes_uploads
def edit_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a work, or share one that was a draft."""
    work = _work_to_edit(request, pk)
    entry = work.entry
    people = _fellows(entry.community, request.person, entry)
    data = (request.POST, request.files_sent) if request.method == "POST" else ()
    form = WorkForm(
        *data,
        person=request.person,
        community=entry.community,
        people=people,
        entry=entry,
        made_from=entry.made_from,
        initial=_initial(work),
    )
    if request.method != "POST":
        return _page(request, form, work=work)
    form.bring_together(entry.version)
    is_valid = form.is_valid()
    if not is_valid:
        take_in(entry, request.person, form)
        return _page(request, form, work=work, status=form.trouble_status)
    return _change(request, form, work)


def _change(request: SignedInRequest, form: WorkForm, work: Work) -> HttpResponse:
    words = form.words()
    words["interests"] = interests_named(words["interests"])
    try:
        change_work(work, request.person, based_on=based_on(form), co_authors=form.made_with(), **words)
    except EditedMeanwhile as conflict:
        take_in(conflict.current, request.person, form)
        current = _work_to_edit(request, work.pk)
        return _page(request, form, work=current, other=theirs(current.entry, "form", "link"), status=409)
    if not take_in(work.entry, request.person, form):
        return _page(request, form, work=work, is_kept=True, status=form.trouble_status)
    return _done(request, work.entry, form.cleaned_data.get("audience"))


def _page(
    request: SignedInRequest,
    form: WorkForm,
    *,
    work: Work | None = None,
    community: Community | None = None,
    source: Entry | None = None,
    other: Theirs | None = None,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    entry = work.entry if work else None
    community = entry.community if entry else community
    attached = list(entry.attachments.all()) if entry else []
    context: dict[str, Any] = {
        "form": form,
        "entry": entry,
        "community": community,
        "source": source,
        "other": other,
        "is_kept": is_kept,
        "pictures": [one for one in attached if one.is_picture],
        "recordings": [one for one in attached if one.sort == "recording"],
        "others": [one for one in attached if one.sort not in {"picture", "recording"}],
        "elsewhere": []
        if community or entry
        else Community.objects.of(request.person).filter(closed_at=None).order_by("name"),
        "action": f"{entry.address}work/" if entry else request.get_full_path(),
    }
    return render(request, "make/work_form.html", context, status=status)


def _work_to_edit(request: SignedInRequest, pk: int) -> Work:
    entry = entry_to_edit(request, pk, "work", _("Only those who made it change it."))
    work: Work = entry.as_work
    work.entry = entry
    return work


def _initial(work: Work) -> dict[str, Any]:
    entry = work.entry
    return {
        "title": entry.title,
        "form": work.form,
        "body": entry.body,
        "link": work.link,
        "language": entry.language,
        "licence": entry.licence,
        "interests": list(entry.interests.order_by("name").values_list("name", flat=True)),
        "co_authors": list(entry.authorships.values_list("person_id", flat=True)),
        "audience": entry.audience,
    }


def _fellows(community: Community | None, person: Person, entry: Entry | None = None) -> list[Person]:
    """Whom one may name as having made it too: people of the community whom one may meet, and who is named already."""
    if community is None:
        return []
    belong = Membership.objects.filter(community=community, left_at=None).values("person")
    named = Authorship.objects.filter(entry=entry).values("person")
    people = Person.objects.shown_to(person).filter(Q(pk__in=belong) | Q(pk__in=named))
    return list(people.exclude(pk=person.pk).order_by("display_name", "pk")[:200])


def _source(request: SignedInRequest) -> Entry | None:
    """The entry that somebody begins from, where the address names one and its licence allows it."""
    try:
        pk = ids.read(request.GET.get("from", ""))
    except ValueError:
        return None
    entry = get_object_or_404(Entry.objects.visible_to(request.person), pk=pk)
    if not may_make_from(request.person, entry):
        raise PermissionDenied(_("Whoever made this has not said that others may build on it. You could ask them."))
    return entry
