"""What people do with briefs: pose one, change it, copy it, and answer it with a work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.licences import licence_carried_on
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import stands_beside
from commonplace.commons.entries.rules import may_make_from
from commonplace.commons.people.models import Interest, Person
from commonplace.ground.text import clean, clean_line
from commonplace.stages.make.actions import share_work, words_of_work
from commonplace.stages.make.models import Brief, Work

_MOST_COPIED = 100


@transaction.atomic
def pose_brief(
    by: Person,
    *,
    title: str,
    body: str,
    community: Community,
    answered_by: date | None = None,
    matters: str = "",
    audience: int | None = None,
    interests: Iterable[Interest] = (),
    licence: str = "",
    share: bool = True,
    made_from: Entry | None = None,
) -> Brief:
    """Pose a topic for others to answer, each in a form of their own. With `share=False` it stays a draft."""
    matters = clean_line(matters)[:400]
    entry = write_entry(
        by,
        "brief",
        title=title,
        body=body,
        community=community,
        audience=audience,
        interests=interests,
        licence=licence_carried_on(made_from, by) or licence,
        made_from=made_from,
        share=share,
        words=_words_of_brief(answered_by, matters),
    )
    return Brief.objects.create(entry=entry, answered_by=answered_by, matters=matters)


@transaction.atomic
def change_brief(
    brief: Brief, by: Person, *, based_on: int, answered_by: date | None, matters: str, **fields: Any
) -> Brief:
    """Change a brief. `fields` are columns of Entry and `interests`. Raises EditedMeanwhile, having changed nothing."""
    brief.answered_by, brief.matters = answered_by, clean_line(matters)[:400]
    words = _words_of_brief(answered_by, brief.matters)
    if "licence" in fields:
        fields["licence"] = licence_carried_on(brief.entry.made_from, by) or fields["licence"]
    edit_entry(brief.entry, by, based_on=based_on, words=words, **fields)
    brief.save(update_fields=["answered_by", "matters"])
    return brief


def _words_of_brief(answered_by: date | None, matters: str) -> dict[str, str]:
    return {"answered_by": answered_by.isoformat() if answered_by else "", "matters": matters}


def briefs_along(source: Community, by: Person) -> tuple[list[Entry], list[Entry]]:
    """The briefs of a community that `by` reads: those that they may build upon, and so take along; and those that stay."""
    seen = Entry.objects.visible_to(by).of_kind("brief").filter(community=source, shared_at__isnull=False)
    rows = list(
        seen.select_related("as_brief")
        .prefetch_related("interests", "authorships")
        .order_by("created_at", "pk")[:_MOST_COPIED]
    )
    free = [entry for entry in rows if may_make_from(by, entry)]
    return free, [entry for entry in rows if entry not in free]


@transaction.atomic
def copy_briefs(source: Community, by: Person, into: Community) -> list[Brief]:
    """Take along the briefs of another community as drafts of one's own: those that one may read and build upon, and no answers."""
    return [
        pose_brief(
            by,
            title=entry.title,
            body=entry.body,
            community=into,
            matters=entry.as_brief.matters,
            interests=entry.interests.all(),
            licence=entry.licence,
            made_from=entry,
            share=False,
        )
        for entry in briefs_along(source, by)[0]
    ]


@transaction.atomic
def answer_brief(brief: Brief, by: Person, *, title: str, community: Community | None, **proposal: str) -> Work:
    """Begin a work that answers a brief: a draft that says in what form, with what, what for, and how to read it."""
    form = clean_line(proposal.pop("form", ""))[:60]
    work = share_work(by, title=title, body="", form=form, community=community, share=False)
    return _set_out(work, by, brief, work.entry.version, proposal)


@transaction.atomic
def change_proposal(
    work: Work, by: Person, *, based_on: int, answers: Brief | None, form: str, **proposal: str
) -> Work:
    """Say anew what a work answers and what it sets out to do. Raises EditedMeanwhile, having changed nothing."""
    work.form = clean_line(form)[:60]
    return _set_out(work, by, answers, based_on, proposal)


def _set_out(work: Work, by: Person, brief: Brief | None, based_on: int, proposal: dict[str, str]) -> Work:
    work.answers = brief
    work.tools = clean_line(proposal["tools"])[:200]
    work.goals = clean(proposal["goals"]).strip()[:2000]
    work.to_be_read = clean_line(proposal["to_be_read"])[:400]
    edit_entry(work.entry, by, based_on=based_on, words=words_of_work(work))
    work.save(update_fields=["answers", "form", "tools", "goals", "to_be_read"])
    return work


@stands_beside
def set_out_to_do(entries: list[int]) -> Iterable[str]:
    """What makers of works set out to do, which strangers read with them."""
    for said in Work.objects.filter(pk__in=entries).values_list("tools", "goals", "to_be_read"):
        yield from said
