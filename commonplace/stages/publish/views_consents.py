"""Pages on which people are asked whether a case study may quote or show them, and on which they answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.stages.publish.asking import answer_consent, ask_people, depict, remind_people, to_remind
from commonplace.stages.publish.consent_forms import DepictionForm
from commonplace.stages.publish.consent_letters import whose
from commonplace.stages.publish.consents import parts_of, pictures_of, standing_of
from commonplace.stages.publish.models import CaseStudy, Consent
from commonplace.stages.publish.rules import may_answer_for


def _written(community: Community) -> CaseStudy:
    rows = CaseStudy.objects.select_related("entry", "wished_cover")
    case_study = get_object_or_404(rows, community=community)
    case_study.community = case_study.entry.community = community
    return case_study


@carrying
def asking(request: SignedInRequest, community: Community) -> HttpResponse:
    """Who is quoted and shown, who was asked and who has not answered yet; and the pictures, with whom they show."""
    case_study = _written(community)
    if request.method == "POST":
        if "remind" in request.POST:
            count = remind_people(case_study, request.person)
            words = ngettext("One person is reminded.", "%(count)s people are reminded.", count)
        else:
            count = ask_people(case_study, request.person)
            words = ngettext("One person is asked.", "%(count)s people are asked.", count)
        messages.success(request, words % {"count": count} if count else _("There is nobody to ask now."))
        return HttpResponseRedirect(request.path)
    standing = standing_of(case_study)
    context: dict[str, Any] = {
        "community": community,
        "entry": case_study.entry,
        "standing": standing,
        "unasked": [one for one in standing if one.consent is None],
        "to_remind": to_remind(standing),
        "pictures": pictures_of(case_study),
    }
    return render(request, "publish/asking.html", context)


@carrying
def whom(request: SignedInRequest, community: Community, pk: int) -> HttpResponse:
    """Say whom one of the pictures shows."""
    case_study = _written(community)
    picture = next((one for one in pictures_of(case_study) if one.pk == pk), None)
    seen = picture and Entry.objects.visible_to(request.person).filter(pk=picture.entry_id).exists()
    if picture is None or not seen:
        raise Http404
    form = DepictionForm(request.POST or None, community=community, picture=picture)
    if request.method == "POST" and form.is_valid():
        depict(case_study, picture, request.person, **form.cleaned_data)
        messages.success(request, _("It is written down."))
        return HttpResponseRedirect(f"{community.address}case-study/asking/")
    context = {"community": community, "picture": picture, "form": form}
    return render(request, "publish/whom.html", context, status=422 if request.method == "POST" else 200)


@signed_in
def own_answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """What somebody says to being quoted and shown, also when they have left the community."""
    rows = Consent.objects.select_related("person", "case_study__entry", "case_study__community")
    consent = get_object_or_404(rows, case_study__community__slug=slug, person=request.person)
    if not may_answer_for(request.person, consent):
        raise Http404
    return _answer(request, consent)


@never_cache
def by_letter(request: Request, token: str) -> HttpResponse:
    """The same, by the link in a letter. Looking at it changes nothing: programs that scan mail open links too."""
    consent = whose(token)
    if consent is None:
        return render(request, "people/link_lapsed.html", {"kind": "asked"}, status=404)
    return _answer(request, consent)


def _answer(request: Request, consent: Consent) -> HttpResponse:
    given = request.POST.get("answer", "")
    if request.method == "POST" and given in (Consent.Answer.YES, Consent.Answer.UNNAMED, Consent.Answer.NO):
        answer_consent(consent, given, request.POST.getlist("seen"))
        words = {
            Consent.Answer.NO: _("Nothing of yours is shown there. It is gone from every page from now on."),
            Consent.Answer.UNNAMED: _("Thank you. It may stand there, without your name."),
        }
        messages.success(request, words.get(Consent.Answer(given)) or _("Thank you. It may stand there."))
        return HttpResponseRedirect(request.path)
    parts = parts_of(consent.case_study).get(consent.person, [])
    visible = Entry.objects.visible_to(request.person).filter(pk=consent.case_study_id, shared_at__isnull=False)
    context = {
        "consent": consent,
        "parts": parts,
        "new": [one for one in parts if consent.answer and one.mark not in consent.agreed],
        "community": consent.case_study.community,
        "read_at": consent.case_study.entry.address if visible.exists() else "",
    }
    return render(request, "publish/answer.html", context)
