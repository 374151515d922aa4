"""A list of answers is brought in: each column is said what it holds, each line what comes of it, and only then is it kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.team import bringing
from commonplace.stages.team.models import Forming, Named, Statement
from commonplace.stages.team.reading import Answer
from commonplace.stages.team.saying import said_before
from commonplace.stages.team.tests.conftest import Forms

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SignIn = Callable[[Person | None], Client]
LIST = (
    "Who,Mon,Care,Dreams,From,With,Not with,Left-handed\n"
    'Ada,18-20,5,"A FILM; a play",Nurse,"@bo, Cy, Nobody At All",Di,yes\n'
    "@bo,at tea time,,,,,,\n"
    "Someone Else,9,,,,,,\n"
    "cy,,0,,,,,\n"
    "CY,,,,,,,\n"
    "Di,9,,a play,,,,\n"
    ",9,,,,,,\n"
)
CHOSEN = ["name-0", "free-0", "value-0", "outcomes-0", "background-0", "wishes-0", "refusals-0", "nothing-0"]


@pytest.fixture
def here(forms: Forms) -> str:
    return f"{forms.table.address}team-up/bring/"


def look(client: Client, here: str, text: str, chosen: list[str] | None = None, **more: str) -> str:
    """The page that shows a list: as it is chosen, or with columns that hold what is said."""
    if chosen is None:
        sent: dict[str, object] = {"answers": SimpleUploadedFile("list.csv", text.encode())}
    else:
        sent = {"text": text, "zone": "UTC", **{f"column_{number}": one for number, one in enumerate(chosen)}, **more}
    return client.post(here, sent).content.decode()


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_headings_suggest_and_every_line_that_cannot_be_brought_in_is_named(
    forms: Forms, here: str, sign_in: SignIn
) -> None:
    carrier = sign_in(forms.carrier)
    forms.say("di", outcomes=[1])
    page = look(carrier, here, LIST)
    assert "7 lines cannot be brought in" in page, "nothing says which column holds names"
    page = look(carrier, here, LIST, CHOSEN)
    assert "4 lines cannot be brought in" in page
    said = page.split('id="lines"')[1]
    for words in (
        "“at tea time” is no hour.",
        "No learner here is called Someone Else.",
        "CY is in line 5 already.",
        "The name is missing.",
        "Nobody on the list is called Nobody At All",
        "Where somebody has said it here themselves, that stands.",
        "2 free hours; wants: A FILM, a play; values: Care; comes from: Nurse; names 1 to be with; names 1 not to be with",
        "They said nothing.",
    ):
        assert words in said, words
    assert Statement.objects.count() == 1, "nothing is kept before it was seen"


def test_what_was_seen_is_kept_and_what_somebody_says_themselves_stands_above_it(
    forms: Forms, here: str, sign_in: SignIn
) -> None:
    carrier = sign_in(forms.carrier)
    forms.say("di", outcomes=[1])
    page = look(carrier, here, LIST, CHOSEN)
    other_columns = ["name-0", *["nothing-0"] * 7]
    again = look(carrier, here, LIST, other_columns, do="yes", seen=seen(page))
    assert "What will come of each line" in again, "what is kept is what was seen"
    assert Statement.objects.count() == 1
    # As browsers send the ends of lines (HTML standard, form submission).
    look(carrier, here, LIST.replace("\n", "\r\n"), CHOSEN, do="yes", seen=seen(page))
    assert Forming.objects.get().outcomes == ["a film", "a garden", "a play"]
    ada = said_before(forms.people["ada"], forms.now())
    assert ada is not None
    assert (ada.outcomes, ada.background, ada.groups, ada.is_brought) == ([0, 2], "Nurse", [], True)
    assert dict(zip(forms.forming.values, ada.values, strict=False)) == {"care": 3.0, "play": 0.0}
    assert ada.hours == 0b11 << 18
    assert {(one.other.name, one.is_refusal) for one in Named.objects.all()} == {("cy", False), ("di", True)}
    assert Statement.objects.get(person=forms.people["di"]).outcomes == [1]
    page = sign_in(forms.people["ada"]).get(f"{forms.table.address}team-up/").content.decode()
    assert "brought in from a list" in page
    forms.say("ada", background="Gardener")
    page = look(carrier, here, LIST, CHOSEN)
    look(carrier, here, LIST, CHOSEN, do="yes", seen=seen(page))
    assert Statement.objects.get(person=forms.people["ada"]).background == "Gardener"


def test_nobody_is_told_who_has_said_something_by_a_list_of_names(forms: Forms, here: str, sign_in: SignIn) -> None:
    names = "Name\n" + "\n".join(f"@{name}" for name in forms.people) + "\n"
    carrier = sign_in(forms.carrier)
    before = look(carrier, here, names, ["name-0"])
    forms.say("di", outcomes=[1])
    after = look(carrier, here, names, ["name-0"])
    assert seen(after) == seen(before)
    lines = [page.partition('id="lines"')[2].partition("</table>")[0] for page in (before, after)]
    assert lines[0] == lines[1]


def test_what_somebody_says_while_a_list_is_looked_at_stands(forms: Forms) -> None:
    answers = [Answer(number=2, name="@di", background="From the list")]
    planned = bringing.plan(forms.forming, answers)
    forms.say("di", background="My own words")
    bringing.bring(forms.forming, forms.carrier, planned)
    assert Statement.objects.get(person=forms.people["di"]).background == "My own words"


def test_a_list_that_is_none_is_refused_in_words(forms: Forms, here: str, sign_in: SignIn) -> None:
    carrier = sign_in(forms.carrier)
    assert "There are no lines under the headings." in look(carrier, here, "Name\n")
    assert "Choose a file first." in carrier.post(here, {}).content.decode()
    assert carrier.post(here, {"text": "Name\n"}).status_code == 302
    big = SimpleUploadedFile("list.csv", b"Name\n" + b"Ada\n" * 300_000)
    assert "larger than 1 MB" in carrier.post(here, {"answers": big}).content.decode()
    assert "needs another look" in look(carrier, here, "Name,Mon\nAda,9\n", ["name-0", "no such thing"])


def test_only_while_people_can_say_it_and_only_those_who_form_teams(forms: Forms, here: str, sign_in: SignIn) -> None:
    assert sign_in(forms.people["ada"]).get(here).status_code == 403
    carrier = sign_in(forms.carrier)
    assert carrier.get(here).status_code == 200
    with clock.at(clock.now() + timedelta(days=4)):
        answer = sign_in(forms.carrier).get(here, follow=True)
    assert "Change the last day first" in answer.content.decode()
    assert "team-up/bring/" not in sign_in(forms.people["ada"]).get(f"{forms.table.address}team-up/").content.decode()
