"""Notices: who is told what, on the site and by e-mail, and that nothing leaks through them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import letters
from commonplace.commons.entries.actions import change_audience, delete_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Block, MailRhythm, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def mail_is_sent(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def table(community, member, run_tasks):
    """A community whose facilitator has read already that people have joined."""
    table = community()
    for name in ("ines", "dov", "wen"):
        member(table, name)
    run_tasks()
    Notice.objects.all().delete()
    return table


@pytest.fixture
def ines(table):
    return Person.objects.get(name="ines")


@pytest.fixture
def dov(table):
    return Person.objects.get(name="dov")


@pytest.fixture
def post(table, ines):
    return write_entry(ines, "post", title="Kettles", body="Unplug it.", community=table)


def _told():
    return sorted((n.person.name, n.kind) for n in Notice.objects.select_related("person"))


def test_who_wrote_it_and_who_is_in_the_conversation_are_told(post, ines, dov, table, member, run_tasks):
    said = comment_on(post, dov, "First")
    run_tasks()
    assert _told() == [("ines", "comment.written")]
    Notice.objects.all().delete()
    comment_on(post, member(table, "wen"), "I agree, @ines", answers=said)
    run_tasks()
    assert _told() == [("dov", "comment.written"), ("ines", "person.mentioned")]


def test_being_told_twice_changes_nothing(post, dov, run_tasks):
    from commonplace.commons.entries.notices import tell_of_comment
    from commonplace.ground.models import Happening

    comment_on(post, dov, "First")
    run_tasks()
    tell_of_comment(Happening.objects.get(kind="comment.written"))
    assert Notice.objects.count() == 1


def test_nobody_is_told_of_what_they_cannot_see(table, ines, person, run_tasks):
    person("outsider")
    write_entry(ines, "post", title="x", body="See, @outsider and @nobody and `@dov`", community=table)
    run_tasks()
    assert _told() == []


def test_nobody_is_told_across_a_block(post, ines, dov, table, member, run_tasks):
    wen = member(table, "wen")
    said = comment_on(post, dov, "First")
    Block.objects.create(by=dov, of=wen)
    comment_on(post, wen, "Second", answers=said)
    run_tasks()
    assert _told() == [("ines", "comment.written"), ("ines", "comment.written")]


def test_help_and_host_reach_the_person(ines, dov, run_tasks, sign_in):
    record("help.asked", by=ines, person=dov.pk, interest=1, request=1)
    record("host.given", by=ines, person=dov.pk)
    run_tasks()
    page = sign_in(dov).get("/notices/").text
    assert "Ines asks for your help." in page
    assert "Ines made you a host of this commons." in page
    notice = Notice.objects.get(kind="help.asked")
    assert sign_in(dov).get(f"/notices/{notice.pk}/").url == "/me/asked/"


def test_the_list_its_reading_and_marking_all(post, ines, dov, sign_in, run_tasks):
    client = sign_in(ines)
    assert "Nothing yet" in client.get("/notices/").text
    comment_on(post, dov, "First")
    comment_on(post, dov, "Second")
    run_tasks()
    page = client.get("/notices/").text
    assert page.count("Dov said something to “Kettles”.") == 2
    notice = Notice.objects.first()
    assert client.get(f"/notices/{notice.pk}/").url == post.address
    assert Notice.objects.filter(read_at=None).count() == 1
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()
    assert sign_in(dov).get(f"/notices/{notice.pk}/").status_code == 404, "another's notice"
    assert sign_in().get("/notices/").url.startswith("/sign-in/")


def test_a_title_that_one_may_no_longer_see_is_not_in_a_notice(post, ines, dov, table, member, sign_in, run_tasks):
    said = comment_on(post, dov, "First")
    comment_on(post, member(table, "wen"), "Second", answers=said)
    run_tasks()
    assert "Kettles" in sign_in(dov).get("/notices/").text
    change_audience(post, ines, Audience.ONLY_ME)
    notice = Notice.objects.get(person=dov)
    assert "Kettles" not in sign_in(dov).get("/notices/").text
    assert sign_in(dov).get(f"/notices/{notice.pk}/").status_code == 404
    delete_entry(post, ines)
    assert not Notice.objects.filter(person=dov).exists()


def test_a_community_that_one_never_saw_is_not_named(table, dov, person, sign_in, run_tasks):
    outsider = person("outsider")
    Notice.objects.create(person=outsider, happening_id=1, kind="help.asked", by=dov, community=table)
    Notice.objects.create(person=outsider, happening_id=2, kind="unheard of", community=table)
    page = sign_in(outsider).get("/notices/").text
    assert "Mending" not in page
    assert "Something happened that concerns you." in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    many, table, ines, dov, sign_in, run_tasks, django_assert_num_queries
):
    for number in range(many):
        comment_on(write_entry(ines, "post", title=str(number), body="x", community=table), dov, "Words")
    run_tasks()
    client = sign_in(ines)
    # session, account, commons, their number, notices, which are readable, which communities, unread
    with django_assert_num_queries(7):
        client.get("/notices/")


def _wants(person, rhythm, **fields):
    Person.objects.filter(pk=person.pk).update(mail_rhythm=rhythm, **fields)


def test_who_wants_letters_at_once_gets_one_for_each(post, ines, dov, run_tasks, mailoutbox):
    _wants(ines, MailRhythm.AT_ONCE)
    comment_on(post, dov, "First")
    run_tasks()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["ines@example.org"], "Dov said something to “Kettles”.")
    ]
    assert f"http://localhost{post.address}" in mailoutbox[0].body
    assert "http://localhost/me/notices/" in mailoutbox[0].body
    letters.mail_at_once(Notice.objects.get().happening_id)
    run_tasks()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("why", ["never", "no address", "left", "no mail server", "sees it no more"])
def test_who_gets_no_letter(why, post, ines, dov, run_tasks, mailoutbox, settings):
    _wants(ines, MailRhythm.NEVER if why == "never" else MailRhythm.AT_ONCE)
    reader = ines
    if why == "no address":
        reader.account.email = None
        reader.account.save()
    if why == "left":
        _wants(ines, MailRhythm.AT_ONCE, left_at=clock.now())
    if why == "no mail server":
        settings.MAIL_IS_SENT = False
    if why == "sees it no more":
        _wants(ines, MailRhythm.NEVER)
        _wants(dov, MailRhythm.AT_ONCE)
        said = comment_on(post, dov, "First")
        change_audience(post, ines, Audience.ONLY_ME)
        comment_on(post, ines, "Second", answers=said)
    else:
        comment_on(post, dov, "First")
    run_tasks()
    assert mailoutbox == []
    assert not Letter.objects.exists(), "and no letter waits for somebody else to read it"


def test_the_daily_letter(post, ines, dov, run_tasks, mailoutbox):
    _wants(ines, MailRhythm.DAILY, zone="Europe/Warsaw")
    midnight = datetime(2026, 7, 14, tzinfo=ZoneInfo("Europe/Warsaw"))
    with clock.at(midnight + timedelta(hours=1)):
        comment_on(post, dov, "First")
        comment_on(post, dov, "Second")
        run_tasks()
        letters.send_daily(clock.now())
        assert not Letter.objects.exists(), "not in the night"
    for hours in (8, 9):
        with clock.at(midnight + timedelta(hours=hours)):
            letters.send_daily(clock.now())
    assert [letter.subject for letter in Letter.objects.all()] == ["2 things happened at Commonplace"]
    with clock.at(midnight + timedelta(hours=10)):
        comment_on(post, dov, "Third")
        run_tasks()
        letters.send_daily(clock.now())
        assert Letter.objects.count() == 1, "one a day"
    with clock.at(midnight + timedelta(hours=32)):
        letters.send_daily(clock.now())
    assert [letter.subject for letter in Letter.objects.order_by("pk")][1:] == ["Dov said something to “Kettles”."]
    run_tasks()
    assert len(mailoutbox) == 2


def test_the_daily_letter_leaves_out_what_was_read_or_cannot_be_seen_and_old_news(post, ines, dov, run_tasks):
    _wants(ines, MailRhythm.DAILY)
    noon = datetime(2026, 7, 14, 12, tzinfo=ZoneInfo("UTC"))
    with clock.at(noon - timedelta(days=3)):
        comment_on(post, dov, "Old")
        run_tasks()
    with clock.at(noon - timedelta(hours=2)):
        comment_on(post, dov, "New, and read")
        run_tasks()
        Notice.objects.filter(at=clock.now()).update(read_at=clock.now())
    letters.send_daily(noon)
    assert not Letter.objects.exists()


def test_tasks_come_round_and_not_too_often():
    from commonplace.commons.entries.tasks import send_daily_letters
    from commonplace.ground import queue

    assert send_daily_letters in [known.task for known in queue._rounds]
    for known in queue._rounds:
        known.due = 0.0
    assert queue.enqueue_rounds(10.0) == len(queue._rounds)
    assert queue.enqueue_rounds(20.0) == 0
    assert queue.enqueue_rounds(10.0 + 3600) >= 1


def test_only_notices_that_can_still_be_opened_are_counted(
    post, ines, dov, table, member, sign_in, run_tasks, django_assert_num_queries
):
    other = write_entry(dov, "post", title="Lamps", body="With @ines", community=table)
    comment_on(post, dov, "First")
    comment_on(post, member(table, "wen"), "Second")
    run_tasks()
    client = sign_in(ines)
    assert "3 new" in client.get("/notices/").text
    change_audience(other, dov, Audience.ONLY_ME)
    Block.objects.create(by=ines, of=Person.objects.get(name="wen"))
    with django_assert_num_queries(7):
        page = client.get("/notices/").text
    assert "1 new" in page
    client.get(f"/notices/{Notice.objects.get(person=ines, by=dov, entry=post).pk}/")
    assert " new<" not in client.get("/notices/").text
    assert "Mark all as read" not in client.get("/notices/").text
