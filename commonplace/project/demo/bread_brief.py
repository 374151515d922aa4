# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""A brief at Bread Before Bell, and those who answered it, each in a form of their own."""

from datetime import timedelta

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import interests_named
from commonplace.ground import clock
from commonplace.project.demo.bread import MORNINGS
from commonplace.project.demo.telling import Telling
from commonplace.stages.make.briefs import change_proposal, pose_brief

# Of each work: what it was made with, what for, and how its makers would like it to be read.
ANSWERS = {
    "six loaves": ("Six loaves, a ruler, coloured pencils", "To see at which loaf we stopped guessing.", "From the left, as we baked them."),
    "thermometer": ("An oven thermometer, patience", "To find out how far a dial can be out.", "With your own oven switched on."),
    "waiting": ("A watch, and a good seat", "To know whether people believe a clock.", "Without looking for your own name."),
    "columns": ("A roll of wallpaper and a felt pen", "To teach fractions without saying so.", "From the other end of the room."),
}  # fmt: skip


def tell(telling: Telling, bread: Community) -> None:
    """The brief as it was posed, and what each set out to do."""
    with telling.at(telling.weekday(*MORNINGS[1]), "21:00"):
        brief = pose_brief(
            telling["sam"], title="What does bread know?",
            body="A loaf has been somewhere that we have not: it was in the oven. Ask it something and tell us what it said. Any form will do, as long as nobody is asked to believe you.",
            matters="Production-centred; nobody has to be good at it first", community=bread, audience=Audience.OPEN,
            answered_by=telling.day(telling.weekday(*MORNINGS[5])),
            interests=interests_named(["baking"]), licence="CC-BY-4.0",
        )  # fmt: skip
    telling.entries["what bread knows"] = brief.entry
    for name, (tools, goals, to_be_read) in ANSWERS.items():
        entry = Entry.objects.select_related("as_work").get(pk=telling.entries[name].pk)
        work, author = entry.as_work, entry.authorships.order_by("place")[0].person
        work.entry = entry
        with clock.at(entry.changed_at + timedelta(seconds=90)):
            change_proposal(
                work, author, based_on=entry.version, answers=brief, form=work.form, tools=tools, goals=goals, to_be_read=to_be_read
            )  # fmt: skip
