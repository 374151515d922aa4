# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""What The 61 Gazette recognises, who was given it, and who shows what they did for it."""

from commonplace.commons.communities.models import Audience
from commonplace.project.demo.telling import Telling
from commonplace.stages.recognise.aligning import align
from commonplace.stages.recognise.awarding import make_code, offer, read_evidence, say_yes, show_for
from commonplace.stages.recognise.backpack import arrange
from commonplace.stages.recognise.bringing_frameworks import bring_framework, put_framework_in
from commonplace.stages.recognise.designing import design_badge, set_goal
from commonplace.stages.recognise.frameworks.case import own_bytes
from commonplace.stages.recognise.models import Item
from commonplace.stages.recognise.sealing import renew_seal


def tell(telling: Telling) -> None:
    """Two badges under the seal of the Gazette, one a step to the other."""
    gazette, safiya, kwame = telling.communities["gazette"], telling["safiya"], telling["kwame"]
    with telling.at(-2, "18:00"):
        put_framework_in(bring_framework(telling["moira"], None, given=own_bytes(), is_open=True))
    with telling.at(-2, "18:10"):
        renew_seal(gazette, safiya)
        reader = design_badge(
            gazette, safiya, name="Reads back",
            says="Reads what somebody wrote so that they can go on with it.",
            criteria="Read two proofs of others to the end.\nSay at each where you stopped, and what you did there.\nLeave it to the writer what becomes of it.",
            evidence="Two critiques that you wrote", given_by="peers", readers=2,
            drawn={"shape": "square", "mark": "book", "colour": "sea"},
        )  # fmt: skip
        issue = design_badge(
            gazette, safiya, name="Brought out an issue",
            says="Carried something from an empty page to a stop where people read it.",
            criteria="See one column through from first line to print.\nHand it out at a stop.\nSay afterwards what you would leave out.",
            evidence="The column, and a photograph from the stop", given_by="carriers",
            drawn={"shape": "hexagon", "mark": "bridge", "colour": "rubric"}, comes_after=[reader],
        )  # fmt: skip
        align(reader, safiya, Item.objects.get(code="LT.C.2"))
        align(issue, safiya, Item.objects.get(code="LT.B.5"))
    with telling.at(-1, "22:50"):
        given = say_yes(
            offer(reader, safiya, kwame, "You said where your thumb is. The whole first page moved for it."), kwame
        )
        arrange(given, group="Writing", place=0, shown_to=Audience.COMMONS)
        offer(reader, safiya, telling["pia"], "For the sentence about wet days.")
        set_goal(issue, kwame, wants=True)
    with telling.at(0, "06:40"):
        shown = show_for(
            reader, telling["hyacinth"], entry=None,
            words="I read the column and the proof on the top deck, both twice. Where I stopped I wrote the stop beside it.",
        )  # fmt: skip
        read_evidence(
            shown,
            telling["lucia"],
            sees_it=True,
            words="At stop 9 she wrote “here I looked out of the window”. That is worth more than praise.",
        )
        show_for(
            issue,
            kwame,
            words="The column is the second one on the page. I hand it out on Thursday.",
            entry=telling.entries["ten past seven"],
        )
        make_code(reader, safiya, places=12, words="You read back on the top deck.")
