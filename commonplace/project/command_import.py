"""`commonplace import`: material from elsewhere, into a community."""

from pathlib import Path

import click

from commonplace.project.console import Trouble, answer, in_home, json_option, needs_commons, say


@click.command("import")
@in_home
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--community", "slug", required=True, help="The community to put it into, by the last part of its address."
)
@click.option("--by", "name", required=True, help="Who brings it in: somebody who looks after that community.")
@click.option(
    "--licence",
    default="",
    help="What others may do with texts that do not say so themselves, such as CC0-1.0 or CC-BY-4.0.",
)
@click.option(
    "--deleted-too", is_flag=True, help="Bring in what people deleted there, too. Without this it stays away."
)
@json_option
def import_command(
    paths: tuple[Path, ...], slug: str, name: str, licence: str, deleted_too: bool, as_json: bool
) -> None:
    """Bring in Markdown texts (.md, or a folder of them, also as .zip), OpenCourseWare courses (.json) and calendars (.ics).

    Texts and courses become resources, calendar events become gatherings. Brought in again, texts and courses are
    brought up to date; nothing is doubled, what people changed stays, and what they deleted stays away.
    """
    from commonplace.commons.communities.models import Community
    from commonplace.commons.entries.models import Licence
    from commonplace.commons.people.models import Person
    from commonplace.edges.own.importing import import_path
    from commonplace.stages.resources.rules import may_bring_in

    needs_commons()
    community = Community.objects.filter(slug=slug).first()
    person = Person.objects.filter(name=name.lstrip("@"), left_at=None).first()
    if community is None:
        raise Trouble(f"There is no community at /c/{slug}/.")
    if person is None or not may_bring_in(person, community):
        raise Trouble(f"“{name}” does not look after {community.name}, or may not now. Name somebody who does.")
    if licence not in Licence.values:
        raise Trouble(f"We know these licences: {', '.join(value for value in Licence.values if value)}.")
    outcomes = [
        outcome
        for path in paths
        for outcome in import_path(path, community, person, say, licence, deleted_too=deleted_too)
    ]
    facts = [{"from": o.source, "title": o.title, "outcome": o.outcome, "why": o.why} for o in outcomes]
    counts = {kind: sum(o.outcome == kind for o in outcomes) for kind in ("new", "changed", "same", "kept", "left out")}
    answer(facts, ", ".join(f"{number} {kind}" for kind, number in counts.items()), as_json=as_json)
    if counts["left out"] == len(outcomes):
        raise SystemExit(1)
