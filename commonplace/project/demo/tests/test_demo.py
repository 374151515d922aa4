"""The demo is told once here, then looked at by a stranger, by its members, and by somebody of 14."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from commonplace.commons.communities.minors import folded
from commonplace.commons.communities.models import Community, Stage
from commonplace.commons.entries.models import Attachment, Comment, Entry, Notice
from commonplace.commons.people.actions import DEMO_PASSPHRASE
from commonplace.commons.people.models import Account, AgeBand, Person
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.ground import clock
from commonplace.project import demo
from commonplace.project.demo import material, pictures
from commonplace.project.demo.telling import Telling
from commonplace.stages.critique.models import Round
from commonplace.stages.critique.rounds import not_heard_yet
from commonplace.stages.gather.models import Gathering
from tests.crawl import Links

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demo, told once for this module and taken back at its end; gives the words of its progress."""
    progress: list[str] = []
    media = tmp_path_factory.mktemp("media")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with pytest.MonkeyPatch.context() as patch, override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=hashers):
        # The connection stays, since the telling is within a transaction.
        patch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
        with django_db_blocker.unblock(), transaction.atomic():
            demo.load(progress=progress.append)
            yield progress
            transaction.set_rollback(True)


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_it_says_what_it_is_doing(told: list[str]) -> None:
    assert len(told) >= 10


def test_it_is_told_in_an_empty_commons_only() -> None:
    before = Entry.objects.count()
    with pytest.raises(demo.AlreadyLived):
        demo.load(progress=lambda words: None)
    assert Entry.objects.count() == before


def test_every_step_of_the_road_has_its_community() -> None:
    stages = set(Community.objects.values_list("stage", flat=True))
    assert stages >= {Stage.IMAGINE, Stage.DESIGN, Stage.RECRUIT, Stage.GATHER, Stage.REFLECT, Stage.PUBLISHED}


def test_one_community_is_on_this_week() -> None:
    gazette = Community.objects.get(slug="the-61-gazette")
    assert gazette.day_of_days == (6, 10)
    gatherings = Gathering.objects.filter(entry__community=gazette)
    assert gatherings.filter(ends_at__lt=clock.now()).count() >= 3
    assert gatherings.filter(starts_at__gt=clock.now()).count() >= 2


def test_nothing_was_written_tomorrow() -> None:
    assert not Entry.objects.filter(created_at__gt=clock.now()).exists()
    assert not Comment.objects.filter(at__gt=clock.now()).exists()


def test_nothing_was_answered_before_it_was_written() -> None:
    early = [
        str(comment) for comment in Comment.objects.select_related("entry") if comment.at < comment.entry.created_at
    ]
    assert early == []
    entries = Entry.objects.exclude(community=None).select_related("community")
    assert [entry.title for entry in entries if entry.community and entry.created_at < entry.community.created_at] == []


def test_somebody_started_from_what_another_had_published() -> None:
    grown = Community.objects.get(slug="injera-on-sundays")
    assert grown.started_from is not None
    assert grown.started_from.slug == "bread-before-bell"


def test_people_of_every_age_are_there_and_few_can_sign_in() -> None:
    assert 27 <= Person.objects.count() <= 33
    assert set(Person.objects.values_list("age_band", flat=True)) == set(AgeBand.values)
    shown = Account.objects.filter(is_demo=True)
    assert {account.username for account in shown} == set(demo.DEMO_PEOPLE)
    assert all(account.check_password(DEMO_PASSPHRASE) for account in shown)
    assert not any(account.has_usable_password() for account in Account.objects.filter(is_demo=False))


def test_a_round_of_thirty_was_dealt_and_two_are_not_heard_yet(sign_in: Callable[..., Client]) -> None:
    this = Round.objects.get(title="Thirty pages")
    assert this.put_in.count() == 30
    assert set(Counter(this.leases.values_list("entry", flat=True)).values()) == {3}
    assert not_heard_yet(this) == list(
        Entry.objects.filter(title__in=["Every dog", "Weather, with lollipop"])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    page = _page(sign_in(Person.objects.get(name="miriam")), f"/c/one-page-each/critique/{this.pk}/")
    assert "Every dog" in page
    assert "What became of it" in page


def test_those_whose_login_is_shown_are_who_they_are_said_to_be() -> None:
    people = {person.name: person for person in Person.objects.filter(name__in=demo.DEMO_PEOPLE)}
    assert people["moira"].is_host
    assert people["pia"].age_band == AgeBand.YOUNGER_TEEN
    assert people["ruth"].memberships.get(community__form="programme").role == "staff"
    assert people["safiya"].memberships.get(community__slug="the-61-gazette").carries


def test_nothing_that_a_minor_made_alone_is_open_to_strangers() -> None:
    seen = Entry.objects.visible_to(None)
    minors = Person.objects.exclude(age_band=AgeBand.ADULT)
    adults = Person.objects.filter(age_band=AgeBand.ADULT)
    assert Entry.objects.filter(authors__in=minors).count() >= 6
    assert not seen.filter(authors__in=minors).exclude(authors__in=adults).exists()
    assert not Comment.objects.visible_to(None).filter(by__in=minors).exists()


def _addresses() -> list[str]:
    own = [
        "/",
        "/c/",
        "/library/",
        "/library/?value=dignity",
        "/calendar/",
        "/i/",
        "/i/letterpress/",
        "/search/?q=bread",
        "/@kwame/",
    ]
    fronts = [
        address
        for slug in Community.objects.values_list("slug", flat=True)
        for address in (f"/c/{slug}/", f"/c/{slug}/gatherings/")
    ]
    return own + fronts + [entry.address for entry in Entry.objects.visible_to(None)]


def test_a_stranger_meets_no_minor_on_any_page(sign_in: Callable[..., Client]) -> None:
    stranger = sign_in()
    minors = Person.objects.exclude(age_band=AgeBand.ADULT)
    names = "|".join(
        re.escape(word) for minor in minors for word in {minor.display_name, minor.name.capitalize(), f"@{minor.name}"}
    )
    # “Pia” also begins “piano”: whole words only.
    telling_names = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    told_of = {address: telling_names.findall(_page(stranger, address)) for address in _addresses()}
    assert {address: found for address, found in told_of.items() if found} == {}


def test_no_page_that_a_stranger_can_reach_holds_a_whole_name_of_a_minor(sign_in: Callable[..., Client]) -> None:
    stranger, waiting, seen = sign_in(), ["/"], {"/"}
    names = {folded(minor.display_name) for minor in Person.objects.exclude(age_band=AgeBand.ADULT)}
    # A name of one word is looked for by its letters above, on fewer pages: here it would stand in too many others.
    whole = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in names if " " in name]
    assert whole
    named = []
    while waiting:
        address = waiting.pop()
        answer = stranger.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/"):
            continue
        page = answer.content.decode() if not answer.streaming else answer.getvalue().decode()
        named += [f"{address} names {name.pattern}" for name in whole if name.search(folded(unescape(page)))]
        if answer["Content-Type"].startswith("text/html"):
            met = {urljoin(address, link).partition("#")[0].partition("?")[0] for link in Links(page).met}
            new = {link for link in met if link.startswith("/")} - seen
            seen |= new
            waiting += sorted(new)
    assert named == []
    assert len(seen) > 150


def test_a_strangers_first_ten_minutes_show_every_step(sign_in: Callable[..., Client]) -> None:
    stranger = sign_in()
    with clock.at(clock.now().replace(hour=12)):  # of what is on today, all is to come
        home = _page(stranger, "/")
    for words in (
        "The 61 Gazette",
        "Listening to the Beck",
        "Bread Before Bell",
        "Setting the front page",
        "seats left",
    ):
        assert words in home
    for address, words in {
        "/c/the-borrowed-grandmother/": "Not yet a plan",
        "/c/slow-sums/design/": "I stood by the ticket machine",
        "/c/listening-to-the-beck/join/": "What is the quietest place that you know?",
        "/c/the-61-gazette/": "Ten past seven",
        "/c/the-bench-society/": "Looking back at The Bench Society",
        "/library/?value=dignity": "Bread Before Bell",
        "/library/?practice=nobody+counts": "Bread Before Bell",
        Entry.objects.get(kind="case study").address: "Injera on Sundays",
    }.items():
        assert words in _page(stranger, address), address


def test_the_record_says_what_a_starter_would_need(sign_in: Callable[..., Client]) -> None:
    entry = Entry.objects.get(kind="case study", title="Bread Before Bell")
    said = sign_in(None).get(entry.address).text.partition('id="needed"')[2].partition("<h2")[0]
    design, sums = entry.community.design.entry, Entry.objects.get(title="Baker percentage")
    assert "two big tables at two heights" in said
    assert "71 pounds" in said
    assert f'href="{design.address}"' in said
    assert f'href="{sums.address}"' in said
    assert "Hyacinth" not in said, "roles are told without names"


def test_members_see_what_strangers_do_not(sign_in: Callable[..., Client]) -> None:
    stranger, pia, kwame = sign_in(), sign_in(Person.objects.get(name="pia")), sign_in(Person.objects.get(name="kwame"))
    gazette = "/c/the-61-gazette/stream/"
    assert "Everyone who nodded" in _page(pia, gazette)
    assert "Everyone who nodded" not in _page(stranger, gazette)
    assert "For the top deck only" in _page(kwame, gazette)
    assert "For the top deck only" not in _page(pia, gazette)


def test_reports_were_ruled_on_and_one_waits() -> None:
    assert set(Ruling.objects.values_list("act", flat=True)) == {Ruling.Act.HIDE, Ruling.Act.LEAVE}
    assert Report.objects.filter(state=Report.State.WAITING).count() == 1
    assert not Comment.objects.visible_to(None).filter(words__contains="sharp objects").exists()


def test_people_were_told_what_concerns_them() -> None:
    assert Notice.objects.filter(person__name="kwame").count() >= 3


def test_an_evening_was_recorded_and_its_moments_can_be_heard() -> None:
    gathering = Gathering.objects.get(room__recording__isnull=False)
    page = _page(Client(SERVER_NAME="localhost"), f"{Entry.objects.get(pk=gathering.pk).address}room/")
    assert "What is different about hearing it from a peer?" in page
    assert "I bind books for people who never open them." in page
    assert page.count("data-jump=") == 14
    assert 'data-jump="64"' in page


def test_teams_of_the_programme_are_formed_and_each_reads_why(sign_in: Callable[..., Client]) -> None:
    here = "/c/the-open-doors-term/team-up/"
    forming = Community.objects.get(slug="the-open-doors-term").formings.get()
    assert sorted(team.seats.count() for team in forming.teams.all()) == [3, 4, 4]
    assert forming.seats.exclude(said="").count() == 5
    staff = _page(sign_in(Person.objects.get(name="ruth")), here)
    assert "Drag somebody onto another team" in staff
    assert "accepts it" in staff
    for seat in forming.seats.select_related("person"):
        page = _page(sign_in(seat.person), here)
        assert "You are in team" in page
        is_told_why = re.search(
            r"Others here want this as well|Others here value|You are all free|You come from different", page
        )
        assert is_told_why or seat.person.name == "zahra", f"{seat.person} said something, and reads nothing of it"
    assert "You wished to be with Lucía Paredes" in _page(sign_in(Person.objects.get(name="safiya")), here)


def test_its_pictures_say_what_they_show() -> None:
    shown = Attachment.objects.filter(media_type__startswith="image/")
    assert 8 <= len(shown) <= 12
    assert all(len(picture.alternative) > 20 for picture in shown)


def test_the_same_picture_is_drawn_each_time() -> None:
    assert pictures.loaves() == pictures.loaves()


def test_real_material_is_shelved_with_its_authors_and_licences(tmp_path: Path) -> None:
    guides = tmp_path / "peeragogy"
    guides.mkdir()
    (guides / "newcomers.md").write_text("# For newcomers\n\nSit where you like.\n")

    telling = Telling(clock.now(), cast={"moira": Person.objects.get(name="moira")})
    material.bring_in(telling, tmp_path)
    guide = Entry.objects.visible_to(None).get(title="For newcomers")
    assert guide.licence == "CC0-1.0"
    assert guide.as_resource.source == "peeragogy"
