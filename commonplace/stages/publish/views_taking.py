"""Case studies to be taken along: on paper, as Markdown, and as a citation. Each holds what its reader may read."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from commonplace.commons.communities.languages import spoken
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.ground import ids
from commonplace.stages.publish.citing import bibtex, csl_json
from commonplace.stages.publish.in_markdown import in_markdown
from commonplace.stages.publish.library import published
from commonplace.stages.publish.paper import paper_of
from commonplace.stages.publish.telling import told_to
from commonplace.stages.recruit.posters import LettersMissing


def _entry(request: Request, pk: int) -> Entry:
    return get_object_or_404(published(request.person).select_related("community"), pk=pk)


def _file(content: bytes | str, kind: str, entry: Entry, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="case-study-{ids.written(entry.pk)}.{ending}"'
    # Somebody quoted in it may take that back: it is asked for anew each time.
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def paper(request: Request, pk: int, size: str) -> HttpResponse:
    """The case study as a PDF on paper of this size."""
    entry = _entry(request, pk)
    try:
        made = paper_of(told_to(entry, request.person), request.person, request.commons, size=size)
    except LettersMissing:
        messages.warning(
            request,
            _(
                "This machine has no font for some letters of this case study. Whoever keeps it can install one, such as "
                "Noto; until then, print its page."
            ),
        )
        return HttpResponseRedirect(entry.address)
    return _file(made, "application/pdf", entry, "pdf")


@require_safe
def words(request: Request, pk: int) -> HttpResponse:
    """The case study as Markdown, with our own words in the community's language."""
    entry = _entry(request, pk)
    with override(spoken(entry.language, request.commons.language)):
        made = in_markdown(told_to(entry, request.person), request.commons)
    return _file(made, "text/markdown; charset=utf-8", entry, "md")


@require_safe
def csl(request: Request, pk: int) -> HttpResponse:
    """Its citation as CSL JSON."""
    entry = _entry(request, pk)
    return _file(csl_json(entry, request.commons), "application/vnd.citationstyles.csl+json", entry, "json")


@require_safe
def bib(request: Request, pk: int) -> HttpResponse:
    """Its citation as BibTeX."""
    entry = _entry(request, pk)
    return _file(bibtex(entry, request.commons), "application/x-bibtex; charset=utf-8", entry, "bib")
