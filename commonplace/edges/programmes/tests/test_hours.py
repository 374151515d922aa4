"""Staff confirm who took part, and can take it back; each person sees their own; nothing vanishes from the record."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import close_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import delete_entry
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.edges.programmes import participation
from commonplace.edges.programmes.models import Participation
from commonplace.ground import clock, ids
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.attending import check_in
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming

pytestmark = pytest.mark.django_db
PAGE = "/c/the-long-term/programme/hours/"
MINE = "/c/the-long-term/programme/mine/"


def _met(place: Community, by: Person, title: str = "Check-in", *coming: Person) -> Gathering:
    """A gathering of two and a half hours that was three days ago."""
    then = clock.now() - timedelta(days=3)
    with clock.at(then - timedelta(days=1)):
        gathering = plan_gathering(
            place, by, title=title, starts_at=then, ends_at=then + timedelta(hours=2.5), audience=Audience.COMMONS
        )
        for somebody in coming:
            say_coming(gathering, somebody, "yes")
    return gathering


def _confirm(staff: Client, gathering: Gathering, *people: Person, **more: Any) -> Any:
    address = f"{PAGE}confirm/?gathering={ids.written(gathering.pk)}"
    return staff.post(address, {"hours": "2.5", "people": [one.pk for one in people], **more})


def test_staff_tick_who_was_there_and_each_sees_their_own(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, wen = student("dov"), student("wen")
    gathering = _met(programme, ruth, "Check-in", dov)
    staff = sign_in(ruth)
    page = staff.get(f"{PAGE}confirm/?gathering={ids.written(gathering.pk)}").content.decode()
    assert 'value="2.5"' in page, "as long as it took"
    assert "They said that they would come: <bdi>Dov</bdi>" in page.replace("\n", "")
    assert _confirm(staff, gathering, dov).status_code == 302
    assert _confirm(staff, gathering, dov).status_code == 422, "whoever has it is not offered again"
    staff.post(f"{PAGE}confirm/", {"on": "2026-11-02", "what": "Wrote the poster", "hours": "1.25", "people": [dov.pk]})
    own = sign_in(dov).get(MINE).content.decode()
    assert "Hours confirmed: 3.75." in own
    assert "Check-in" in own
    assert "confirmed by <bdi>Ruth</bdi>" in own
    others = sign_in(wen).get(MINE).content.decode()
    assert "Nothing is confirmed yet." in others
    assert "Dov" not in others
    row = next(row for row in staff.get(PAGE).content.decode().split("<tr>") if "<bdi>Dov</bdi>" in row)
    assert "3.75" in row


def test_whoever_checked_in_is_ticked_already(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, wen = student("dov"), student("wen")
    gathering = _met(programme, ruth, "Check-in", wen)
    check_in(gathering, dov, how="list", by=ruth)
    page = sign_in(ruth).get(f"{PAGE}confirm/?gathering={ids.written(gathering.pk)}").content.decode()
    assert "They checked in, and are ticked below: <bdi>Dov</bdi>" in page
    ticked = {one for one in re.findall(r"<input[^>]*>", page) if "checked" in one}
    assert [re.search(r'value="(\d+)"', one)[1] for one in ticked] == [str(dov.pk)]


def test_pressing_twice_confirms_once(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, wen = student("dov"), student("wen")
    said = {"on": "2026-11-02", "what": "Wrote the poster", "hours": "1", "people": [dov.pk]}
    for people in ([dov.pk], [dov.pk, wen.pk]):
        assert sign_in(ruth).post(f"{PAGE}confirm/", {**said, "people": people}).status_code == 302
    assert sorted(Participation.objects.values_list("person__name", flat=True)) == ["dov", "wen"]


def test_what_is_taken_back_stays_in_the_record_with_who_did_it(
    programme: Community, ruth: Person, student: Callable, member: Callable, sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
) -> None:  # fmt: skip
    dov, joel = student("dov"), member(programme, "joel", role="staff")
    gathering = _met(programme, ruth)
    _confirm(sign_in(ruth), gathering, dov)
    row = Participation.objects.get()
    assert sign_in(joel).post(f"{PAGE}{row.pk}/back/").status_code == 302
    own = sign_in(dov).get(MINE).content.decode()
    assert "Hours confirmed: 0." in own
    assert "taken back by <bdi>Joel</bdi>" in own
    run_tasks()
    assert Notice.objects.get(kind="participation.taken_back").person == dov
    assert _confirm(sign_in(ruth), gathering, dov).status_code == 302, "it can be confirmed anew"
    assert Participation.objects.count() == 2


def test_nobody_confirms_their_own_hours_nor_those_of_strangers(
    programme: Community, ruth: Person, member: Callable, person: Callable, sign_in: Callable[..., Client]
) -> None:
    gathering, joel = _met(programme, ruth), member(programme, "joel", role="staff")
    for somebody in (ruth, joel, person("outsider"), member(programme, "guest", role="guest")):
        assert _confirm(sign_in(ruth), gathering, somebody).status_code == 422
    assert not Participation.objects.exists()


def test_a_teams_gathering_can_be_confirmed_where_staff_may_see_it_without_the_names_of_those_who_come(
    programme: Community, ruth: Person, team: Callable, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, kettles = student("dov"), team("Kettles")
    teo = Person.objects.get(name="teo")
    gathering = _met(kettles, teo, "Among kettles", dov, teo)
    hidden = _met(team("Secretive", opened_to_outer=False, audience=Audience.COMMUNITY), teo, "Not for others")
    staff = sign_in(ruth)
    page = staff.get(PAGE).content.decode()
    assert "Among kettles" in page
    assert "Not for others" not in page
    assert "Teo" not in staff.get(f"{PAGE}confirm/?gathering={ids.written(gathering.pk)}").content.decode()
    assert _confirm(staff, gathering, dov).status_code == 302
    assert _confirm(staff, hidden, dov).status_code == 404


def test_nobody_else_sees_or_changes_hours(
    programme: Community, ruth: Person, student: Callable, team: Callable, person: Callable,
    sign_in: Callable[..., Client],
) -> None:  # fmt: skip
    dov, gathering = student("dov"), _met(programme, ruth, "Zyxcheckin")
    _confirm(sign_in(ruth), gathering, dov)
    row = Participation.objects.get()
    team("Kettles")
    viewers = (None, student("wen"), Person.objects.get(name="teo"), person("hosting", is_host=True))
    for viewer in viewers:
        client = sign_in(viewer)
        for address in (PAGE, f"{PAGE}of/dov/", f"{PAGE}confirm/"):
            answer = client.get(address)
            assert answer.status_code in {302, 403, 404}
            assert "Dov" not in answer.content.decode()
        assert client.post(f"{PAGE}{row.pk}/back/").status_code in {302, 403, 404}
        assert "Zyxcheckin" not in client.get(MINE).content.decode()
    row.refresh_from_db()
    assert row.taken_back_at is None
    assert sign_in(dov).get(f"{PAGE}of/dov/").status_code == 403, "their own page is another one"


def test_a_closed_programmes_hours_stay_as_they_are(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, gathering = student("dov"), _met(programme, ruth)
    _confirm(sign_in(ruth), gathering, dov)
    close_community(programme, ruth)
    assert _confirm(sign_in(ruth), gathering, student("wen")).status_code == 403
    assert sign_in(ruth).post(f"{PAGE}{Participation.objects.get().pk}/back/").status_code == 403
    assert "2.5" in sign_in(ruth).get(PAGE).content.decode()


def test_hours_go_along_in_ones_book_and_words_on_them_go_with_whoever_leaves(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    dov = student("dov")
    sign_in(ruth).post(
        f"{PAGE}confirm/", {"on": "2026-11-02", "what": "Dov’s poster", "hours": "1", "people": [dov.pk]}
    )
    book = zipfile.ZipFile(BytesIO(b"".join(sign_in(dov).post("/me/export/book.zip"))))
    (row,) = json.loads(book.read("participation.json"))
    assert (row["what"], row["minutes"], row["confirmed_by"]) == ("Dov’s poster", 60, "Ruth")
    leave_commons(dov)
    run_tasks()
    page = sign_in(ruth).get(f"{PAGE}of/gone-{ids.written(dov.pk)}/").content.decode()
    assert "Hours confirmed: 1." in page
    assert "poster" not in page


def test_whoever_leaves_may_have_done_two_things_on_one_day(
    programme: Community, ruth: Person, student: Callable, run_tasks: Callable[[], None]
) -> None:
    dov = student("dov")
    for what in ("Dov’s poster", "Dov’s kettle"):
        participation.confirm(programme, ruth, [dov], minutes=60, what=what, on=clock.now().date())
    leave_commons(dov)
    run_tasks()
    assert list(Participation.objects.values_list("what", "minutes")) == [("", 60), ("", 60)]


def test_two_gatherings_of_one_name_and_day_can_be_deleted_and_their_hours_stay(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov, gatherings = student("dov"), [_met(programme, ruth), _met(programme, ruth)]
    for gathering in gatherings:
        _confirm(sign_in(ruth), gathering, dov)
    for gathering in gatherings:
        delete_entry(Entry.objects.get(pk=gathering.pk), ruth)
    assert list(Participation.objects.values_list("gathering", "minutes")) == [(None, 150), (None, 150)]
