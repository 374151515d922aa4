"""Letters in plain text, word by word, as somebody reads them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commonplace.commons.entries import letters
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.letters import write_sign_in_letter
from commonplace.commons.people.models import Commons, MailRhythm, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 7, 14, 8, tzinfo=ZoneInfo("Europe/Lisbon"))


@pytest.fixture(autouse=True)
def mail_is_sent(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def tables(community, member, run_tasks):
    """Two communities, in both of which Ines and Dov are; they have read that people have joined."""
    Commons.current()
    Commons.objects.update(name="Millrace Commons", zone="Europe/Lisbon")
    tables = [community(), community(name="台所の学校")]
    for table in tables:
        member(table, "ines")
        member(table, "dov")
    run_tasks()
    Notice.objects.all().delete()
    return tables


@pytest.fixture
def ines(tables):
    Person.objects.filter(name="ines").update(display_name="Inês", mail_rhythm=MailRhythm.DAILY)
    return Person.objects.get(name="ines")


@pytest.fixture
def dov(tables):
    return Person.objects.get(name="dov")


@pytest.fixture
def morning(run_tasks, mailoutbox):
    """The one letter that this morning brings."""

    def come():
        with clock.at(MORNING):
            letters.send_daily(clock.now())
            run_tasks()
        (letter,) = mailoutbox
        return letter

    return come


def _last_night(minutes=0):
    return clock.at(MORNING - timedelta(hours=10) + timedelta(minutes=minutes))


def test_a_letter_of_one_thing_that_comes_at_once(tables, ines, dov, run_tasks, mailoutbox):
    Person.objects.filter(pk=ines.pk).update(mail_rhythm=MailRhythm.AT_ONCE)
    post = write_entry(ines, "post", title="Tom & Jerry’s “kettle” <b>", body="It's *the* fuse.", community=tables[0])
    comment_on(post, dov, "Words & <i>more</i>")
    run_tasks()
    (letter,) = mailoutbox
    assert letter.subject == "Dov said something to “Tom & Jerry’s “kettle” <b>”."
    assert (letter.from_email, letter.to) == ("commonplace@localhost", ["ines@example.org"])
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert letter.message().get_content_type() == "text/plain"
    assert letter.body == (
        "Hello Inês,\n"
        "\n"
        "Dov said something to “Tom & Jerry’s “kettle” <b>”.\n"
        f"http://localhost{post.address}\n"
        "\n"
        "-- \n"
        "Millrace Commons\n"
        "http://localhost/\n"
        "\n"
        "You get such a letter as soon as something happens. Once a day, or none at\n"
        "all, you choose here:\n"
        "http://localhost/me/notices/"
    )


def test_a_letter_of_a_day_is_grouped_by_community(tables, ines, dov, run_tasks, morning):
    table, kitchen = tables
    Person.objects.filter(pk=dov.pk).update(display_name="דב כהן")
    long_title = "How to open a kettle\nwithout breaking any of the three clips that hold its base, one of them hidden"
    with _last_night():
        kettle = write_entry(ines, "post", title=long_title, body="Unplug it.", community=table)
        soup = write_entry(ines, "post", title="味噌汁の作り方", body="鍋", community=kitchen)
        comment_on(kettle, dov, "Which clip?")
        run_tasks()
    with _last_night(1):
        comment_on(soup, dov, "Good")
        record("help.asked", by=dov, person=ines.pk, interest=1, request=1)
        run_tasks()
    with _last_night(2):
        comment_on(kettle, dov, "This one, @ines")
        run_tasks()
    letter = morning()
    assert letter.subject == "4 things happened at Millrace Commons"
    assert letter.body == (
        "Hello Inês,\n"
        "\n"
        "This is what happened at Millrace Commons:\n"
        "\n"
        "The Mending Table\n"
        "\n"
        "  \u2068דב כהן\u2069 said something to “How to open a kettle without breaking any of the\n"
        "  three clips that hold its base, one of them hidden”.\n"
        f"  http://localhost{kettle.address}\n"
        "\n"
        "  \u2068דב כהן\u2069 named you in “How to open a kettle without breaking any of the\n"
        "  three clips that hold its base, one of them hidden”.\n"
        f"  http://localhost{kettle.address}\n"
        "\n"
        "台所の学校\n"
        "\n"
        "  \u2068דב כהן\u2069 said something to “味噌汁の作り方”.\n"
        f"  http://localhost{soup.address}\n"
        "\n"
        "For you\n"
        "\n"
        "  \u2068דב כהן\u2069 asks for your help.\n"
        "  http://localhost/me/asked/\n"
        "\n"
        "-- \n"
        "Millrace Commons\n"
        "http://localhost/\n"
        "\n"
        "You get one such letter a day, and what cannot wait at once. How often, you\n"
        "choose here:\n"
        "http://localhost/me/notices/"
    )
    assert max(len(line) for line in letter.body.splitlines()) <= 78


def test_a_subject_too_long_for_a_letter_says_that_it_goes_on(tables, ines, dov, run_tasks, mailoutbox):
    Person.objects.filter(pk=ines.pk).update(mail_rhythm=MailRhythm.AT_ONCE)
    post = write_entry(ines, "post", title="長" * 200, body="x", community=tables[0])
    comment_on(post, dov, "Words")
    run_tasks()
    (letter,) = mailoutbox
    assert letter.subject == "Dov said something to “" + "長" * 175 + " …"
    assert f"Dov said something to\n“{'長' * 200}”.\nhttp" in letter.body


def test_a_letter_of_forty_and_more_says_how_many_are_left(tables, ines, dov, run_tasks, morning):
    post = write_entry(ines, "post", title="Kettles", body="Unplug it.", community=tables[0])
    for number in range(42):
        with _last_night(number):
            comment_on(post, dov, "Words")
    run_tasks()
    letter = morning()
    news = f"  Dov said something to “Kettles”.\n  http://localhost{post.address}\n\n"
    assert letter.subject == "42 things happened at Millrace Commons"
    assert letter.body == (
        "Hello Inês,\n\nThis is what happened at Millrace Commons:\n\nThe Mending Table\n\n"
        + news * 40
        + "There are 2 more. All of them are here:\n"
        "http://localhost/notices/\n"
        "\n"
        "-- \n"
        "Millrace Commons\n"
        "http://localhost/\n"
        "\n"
        "You get one such letter a day, and what cannot wait at once. How often, you\n"
        "choose here:\n"
        "http://localhost/me/notices/"
    )


def test_a_letter_with_a_link_to_sign_in(ines, run_tasks, mailoutbox):
    write_sign_in_letter(ines.login)
    run_tasks()
    (letter,) = mailoutbox
    assert letter.subject == "Your link to sign in to Millrace Commons"
    link = re.search(r"http://localhost/sign-in/link/[\w-]+/", letter.body)
    assert link
    assert letter.body == (
        "Somebody, most likely you, asked for a link to sign in to Millrace Commons. It\n"
        "works once, and for 30 minutes:\n"
        "\n"
        f"{link[0]}\n"
        "\n"
        "If you did not ask for it, you need not do anything."
    )
