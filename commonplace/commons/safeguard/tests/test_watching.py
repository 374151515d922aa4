"""Somebody goes along to the open web: asked, answered, read first, and gone back from."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.actions import close_community, leave_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import add_picture, change_audience, delete_entry, edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on, delete_comment
from commonplace.commons.entries.models import Authorship, Comment, Entry, Notice
from commonplace.commons.entries.pieces import keep_pieces
from commonplace.commons.people.actions import block
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.safeguard import actions
from commonplace.commons.safeguard.models import Report, Watch, WatchWords
from commonplace.commons.safeguard.taking_along import watches_of
from commonplace.commons.safeguard.watching import end_what_is_over
from commonplace.ground import clock, ids
from commonplace.ground.put_away import bring_back
from tests.pictures import small_picture


@pytest.fixture
def table(community, nkechi):
    return community(nkechi, name="The Mending Table", audience=Audience.OPEN)


@pytest.fixture
def lio(table, member):
    return member(table, "lio", age_band="13-15")


@pytest.fixture
def zine(table, lio):
    entry = write_entry(
        lio, "work", title="Plugs, a zine", body="Nine plugs canary", community=table, audience=Audience.COMMONS
    )
    add_picture(entry, SimpleUploadedFile("plug.png", small_picture()), alternative="A plug")
    return entry


def _asked(client, entry, watcher, words="Would you?"):
    response = client.post(f"{entry.address}watch/", {"watcher": watcher.pk, "words": words})
    assert response.status_code == 302, response.content.decode()


def _opened(sign_in, entry, author, watcher):
    _asked(sign_in(author), entry, watcher)
    assert sign_in(watcher).post(f"{entry.address}watch/answer/", {"yes": "1"}).status_code == 302
    entry.refresh_from_db()


def _words(client, address):
    return client.get(address).content.decode()


def _is_open(entry):
    return Entry.objects.visible_to(None).filter(pk=entry.pk).exists()


def test_what_somebody_of_fifteen_made_goes_to_the_open_web_with_somebody_who_watches(
    zine, lio, nkechi, sign_in, run_tasks
):
    stranger, author, watcher = sign_in(), sign_in(lio), sign_in(nkechi)
    assert author.post(f"{zine.address}audience/", {"audience": 4}).status_code == 422
    _asked(author, zine, nkechi)
    run_tasks()
    assert Notice.objects.filter(person=nkechi, kind="watch.asked").exists()
    assert "is asked, and has not answered yet" in _words(author, f"{zine.address}watch/")
    assert "Would you?" in _words(watcher, f"{zine.address}watch/")
    assert stranger.get(zine.address).status_code == 404

    assert watcher.post(f"{zine.address}watch/answer/", {"yes": "1"}).status_code == 302
    run_tasks()
    assert Notice.objects.filter(person=lio, kind="watch.accepted").exists()
    page = _words(stranger, zine.address)
    assert "Nine plugs canary" in page
    picture = zine.attachments.get()
    assert picture.address in page
    assert stranger.get(picture.address).status_code == 200
    assert "Lio" not in page
    assert "@lio" not in page
    assert "The Mending Table" in page


def test_the_watcher_reads_first_what_is_said(zine, lio, nkechi, member, table, sign_in, run_tasks):
    _opened(sign_in, zine, lio, nkechi)
    run_tasks()
    ines = member(table, "ines")
    answer = sign_in(ines).post(f"{zine.address}comment/", {"words": "Canary praise"}, follow=True)
    assert "reads first what is said to it" in answer.content.decode()
    comment_on(zine, ines, "Canary spite")
    run_tasks()
    assert Notice.objects.filter(person=nkechi, kind="comment.waits").count() == 2
    assert not Notice.objects.filter(person=lio, kind="comment.written").exists()
    for reader in (lio, None, member(table, "tomasz")):
        assert "Canary" not in _words(sign_in(reader), zine.address)
    assert "Canary" not in _words(sign_in(lio), f"{zine.address}watch/")

    page = _words(watcher := sign_in(nkechi), f"{zine.address}watch/")
    assert "Canary praise" in page
    praise, spite = Comment.objects.order_by("at")
    assert watcher.post(_reading(zine, praise), {"through": "1"}).status_code == 302
    assert watcher.post(_reading(zine, spite), {"hold": "1"}).status_code == 302
    run_tasks()
    assert "Canary praise" in _words(sign_in(lio), zine.address)
    assert "Canary praise" in _words(sign_in(), zine.address)
    assert "Canary spite" not in _words(sign_in(lio), zine.address)
    assert Notice.objects.filter(person=lio, kind="comment.written").count() == 1
    assert Notice.objects.filter(person=lio, kind="comment.held").count() == 1
    assert "Something was held back" in _words(sign_in(lio), f"{zine.address}watch/")
    assert sign_in(lio).post(_reading(zine, spite), {"through": "1"}).status_code == 403
    assert watcher.post(_reading(zine, spite), {"through": "1"}).status_code == 302
    assert "Canary spite" in _words(sign_in(lio), zine.address)


def _reading(entry, comment):
    return f"{entry.address}watch/{ids.written(comment.pk)}/"


def test_what_the_author_and_the_watcher_say_waits_for_nobody(zine, lio, nkechi, sign_in):
    _opened(sign_in, zine, lio, nkechi)
    for somebody in (lio, nkechi):
        assert comment_on(zine, somebody, "Thank you").hidden_at is None


def test_only_grown_ups_who_carry_a_community_of_theirs_are_asked_by_minors(
    zine, lio, nkechi, member, table, community, person, sign_in
):
    young = member(table, "theo", age_band="16-17", role="facilitator")
    learner = member(table, "ines")
    elsewhere = person("pavel")
    community(elsewhere, name="Elsewhere")
    page = _words(sign_in(lio), f"{zine.address}watch/")
    assert "Nkechi" in page
    for other in (young, learner, elsewhere):
        assert other.display_name not in page
        response = sign_in(lio).post(f"{zine.address}watch/", {"watcher": other.pk})
        assert response.status_code == 422
    assert not Watch.objects.exists()


def test_what_passes_between_them_is_read_by_those_who_carry_the_community_and_nobody_else(
    zine, lio, nkechi, member, table, person, sign_in
):
    _asked(sign_in(lio), zine, nkechi, "Canary question")
    sign_in(nkechi).post(f"{zine.address}watch/say/", {"words": "Canary answer"})
    staff = member(table, "safiya", role="staff")
    page = _words(sign_in(staff), f"{zine.address}watch/")
    assert "Canary question" in page
    assert "Canary answer" in page
    for other, status in ((member(table, "ines"), 403), (person("pavel"), 403)):
        response = sign_in(other).get(f"{zine.address}watch/")
        assert response.status_code == status
        assert "Canary" not in response.content.decode()
    for act in ("answer", "say", "end"):
        assert sign_in(staff).post(f"{zine.address}watch/{act}/", {"yes": "1", "words": "x"}).status_code == 403
    assert not _is_open(zine)


def test_the_author_can_always_go_back(zine, lio, nkechi, member, table, sign_in, run_tasks):
    _opened(sign_in, zine, lio, nkechi)
    comment_on(zine, member(table, "ines"), "Canary unread")
    assert sign_in(lio).post(f"{zine.address}watch/end/").status_code == 302
    run_tasks()
    zine.refresh_from_db()
    assert (zine.audience, zine.is_accompanied) == (Audience.COMMONS, False)
    assert sign_in().get(zine.address).status_code == 404
    assert "Canary unread" not in _words(sign_in(lio), zine.address)
    assert Notice.objects.filter(person=nkechi, kind="watch.ended").exists()


def test_what_one_wrote_about_it_is_in_ones_book_and_goes_with_one(zine, lio, nkechi, sign_in, run_tasks, person):
    person("holly", is_host=True)
    _asked(sign_in(lio), zine, nkechi, "Canary question")
    sign_in(nkechi).post(f"{zine.address}watch/say/", {"words": "Canary answer"})
    (row,) = watches_of(lio)
    assert (row["as"], [one["words"] for one in row["words"]]) == ("author", ["Canary question"])
    leave_commons(lio)
    run_tasks()
    assert [one.words for one in WatchWords.objects.all()] == ["Canary answer"]
    assert not Watch.objects.filter(ended_at=None).exists()


def test_letting_fewer_see_it_ends_the_watch(zine, lio, nkechi, sign_in, run_tasks):
    _opened(sign_in, zine, lio, nkechi)
    assert sign_in(lio).post(f"{zine.address}audience/", {"audience": 4}).status_code == 302
    zine.refresh_from_db()
    assert _is_open(zine)
    assert sign_in(lio).post(f"{zine.address}audience/", {"audience": 2}).status_code == 302
    run_tasks()
    zine.refresh_from_db()
    assert not zine.is_accompanied
    assert zine.audience == Audience.COMMUNITY
    assert Watch.objects.get().ended_at is not None
    assert sign_in(lio).post(f"{zine.address}audience/", {"audience": 4}).status_code == 422


@pytest.mark.parametrize("why", ["leaves", "is paused", "is blocked", "closes"])
def test_without_its_watcher_it_is_open_no_more(why, zine, lio, nkechi, table, member, sign_in, run_tasks, person):
    safiya = member(table, "safiya", role="staff")
    _opened(sign_in, zine, lio, safiya)
    if why == "leaves":
        leave_community(table.memberships.get(person=safiya), safiya)
    elif why == "is paused":
        actions.pause(person("holly", is_host=True), "A reason", person=safiya)
    elif why == "is blocked":
        block(lio, safiya)
    else:
        close_community(table, nkechi)
    run_tasks()
    zine.refresh_from_db()
    assert not zine.is_accompanied
    assert not _is_open(zine)


def test_what_comes_back_after_its_watcher_left_is_not_open(zine, lio, table, member, sign_in, run_tasks):
    safiya = member(table, "safiya", role="staff")
    _opened(sign_in, zine, lio, safiya)
    key = zine.pk
    kept = delete_entry(zine, lio)
    leave_community(table.memberships.get(person=safiya), safiya)
    run_tasks()
    bring_back(kept.pk, lio)
    assert not _is_open(Entry.objects.get(pk=key))


def test_a_grown_ups_work_is_watched_over_for_some_days(table, member, nkechi, sign_in, run_tasks):
    ines, tomasz = member(table, "ines"), member(table, "tomasz")
    work = write_entry(ines, "work", title="A kettle", body="Words", community=table, audience=Audience.COMMUNITY)
    _opened(sign_in, work, ines, tomasz)
    assert _is_open(work)
    assert not work.is_accompanied
    said = comment_on(work, nkechi, "Canary")
    assert "Canary" in _words(sign_in(ines), f"{work.address}watch/")
    with clock.at(clock.now() + timedelta(days=13)):
        end_what_is_over()
        assert Watch.objects.get().ended_at is None
    with clock.at(clock.now() + timedelta(days=15)):
        end_what_is_over()
        run_tasks()
    said.refresh_from_db()
    assert said.hidden_at is None
    assert _is_open(work)
    assert comment_on(work, nkechi, "At once").hidden_at is None


def test_a_name_of_somebody_under_18_keeps_it_from_the_open_web(zine, lio, nkechi, table, member, sign_in):
    member(table, "theo", age_band="13-15").__class__.objects.filter(name="theo").update(display_name="Theo Marlowe")
    comment_on(zine, nkechi, "As Theo Marlowe said")
    _asked(sign_in(lio), zine, nkechi)
    response = sign_in(nkechi).post(f"{zine.address}watch/answer/", {"yes": "1"})
    assert response.status_code == 422
    assert "Theo Marlowe" in response.content.decode()
    assert not _is_open(zine)


def test_nothing_goes_further_than_the_page_of_its_community(community, nkechi, member, sign_in):
    shut = community(nkechi, name="Shut", audience=Audience.COMMONS)
    lio = member(shut, "lio", age_band="13-15")
    zine = write_entry(lio, "work", title="A zine", body="Words", community=shut)
    _asked(sign_in(lio), zine, nkechi)
    response = sign_in(nkechi).post(f"{zine.address}watch/answer/", {"yes": "1"})
    assert response.status_code == 422
    assert "Nothing reaches further than the page of “Shut”" in response.content.decode()


def test_nobody_decides_for_another_who_is_under_18(zine, lio, nkechi, member, table, sign_in, run_tasks):
    theo = member(table, "theo", age_band="16-17")
    Authorship.objects.create(entry=zine, person=theo, place=1)
    _asked(sign_in(lio), zine, nkechi)
    response = sign_in(nkechi).post(f"{zine.address}watch/answer/", {"yes": "1"})
    assert response.status_code == 422
    assert "Somebody else under 18 made it too" in response.content.decode()
    assert not _is_open(zine)


def test_a_young_author_who_carries_the_community_reads_no_sooner(zine, lio, nkechi, member, table, sign_in):
    _opened(sign_in, zine, lio, nkechi)
    table.memberships.filter(person=lio).update(role="facilitator")
    comment_on(zine, member(table, "ines"), "Canary spite")
    assert "Canary" not in _words(sign_in(lio), zine.address)
    assert "Canary" not in _words(sign_in(lio), f"{table.address}stream/")
    assert "Canary" in _words(sign_in(nkechi), zine.address)


def test_a_watcher_hears_of_what_waits_across_a_block_too(zine, lio, nkechi, member, table, sign_in, run_tasks):
    _opened(sign_in, zine, lio, nkechi)
    ines = member(table, "ines")
    block(ines, nkechi)
    comment_on(zine, ines, "Canary")
    run_tasks()
    assert Notice.objects.readable_by(nkechi).filter(kind="comment.waits").exists()


def test_a_form_that_was_open_does_not_undo_the_end_of_a_watch(zine, lio, nkechi, sign_in):
    _opened(sign_in, zine, lio, nkechi)
    stale = Entry.objects.get(pk=zine.pk)
    sign_in(nkechi).post(f"{zine.address}watch/end/")
    change_audience(stale, lio, Audience.OPEN)
    assert not _is_open(zine)


def test_a_no_opens_nothing_and_somebody_else_can_be_asked(zine, lio, nkechi, table, member, sign_in):
    safiya = member(table, "safiya", role="staff")
    _asked(sign_in(lio), zine, nkechi)
    assert sign_in(nkechi).post(f"{zine.address}watch/answer/", {"no": "1"}).status_code == 302
    assert not _is_open(zine)
    _asked(sign_in(lio), zine, safiya)
    assert Watch.objects.filter(ended_at=None).get().watcher == safiya


def test_a_draft_and_what_others_made_are_asked_about_by_nobody(lio, nkechi, zine, table, member, sign_in):
    draft = write_entry(lio, "work", title="Not yet", body="Words", community=table, share=False)
    assert sign_in(lio).get(f"{draft.address}watch/").status_code == 403
    assert sign_in(member(table, "ines")).get(f"{zine.address}watch/").status_code == 403
    assert sign_in().get(f"{zine.address}watch/").status_code == 302
    change_audience(zine, lio, Audience.ONLY_ME)
    response = sign_in(lio).post(f"{zine.address}watch/", {"watcher": nkechi.pk})
    assert response.status_code == 422
    assert "cannot see it yet" in response.content.decode()


@pytest.fixture
def waiting(zine, lio, nkechi, member, table, sign_in):
    """Something said to the zine that its watcher reads first."""
    _opened(sign_in, zine, lio, nkechi)
    return comment_on(zine, member(table, "ines"), "Canary spite")


def _report_of(comment):
    return f"/report/?comment={ids.written(comment.pk)}"


def test_a_watcher_reports_what_they_read_first(waiting, zine, lio, nkechi, member, table, person, sign_in):
    elsewhere = member(table, "tomasz")
    assert _report_of(waiting) in _words(sign_in(nkechi), f"{zine.address}watch/")
    for other in (lio, elsewhere):
        assert sign_in(other).get(_report_of(waiting)).status_code == 404
    assert sign_in().get(_report_of(waiting)).status_code == 302
    assert sign_in(nkechi).post(_report_of(waiting), {"words": "Please look"}).status_code == 302
    assert Report.objects.get().comment == waiting


def test_who_watches_over_a_grown_ups_work_reports_too_and_so_does_its_author(table, member, nkechi, sign_in):
    ines, tomasz, pavel = member(table, "ines"), member(table, "tomasz"), member(table, "pavel")
    work = write_entry(ines, "work", title="A kettle", body="Words", community=table, audience=Audience.COMMUNITY)
    _opened(sign_in, work, ines, tomasz)
    said = comment_on(work, nkechi, "Canary")
    for reader, status in ((ines, 200), (tomasz, 200), (pavel, 404)):
        assert sign_in(reader).get(_report_of(said)).status_code == status
    sign_in(tomasz).post(f"{work.address}watch/end/")
    Comment.objects.update(kept_back="held", hidden_at=clock.now())
    assert sign_in(tomasz).get(_report_of(said)).status_code == 404


def test_what_was_taken_away_while_it_waited_comes_back_as_the_end_of_the_watch_left_the_others(
    waiting, zine, lio, nkechi, sign_in, run_tasks
):
    kept = delete_comment(waiting, waiting.by)
    sign_in(lio).post(f"{zine.address}watch/end/")
    bring_back(kept.pk, waiting.by)
    back = Comment.objects.get()
    assert (back.kept_back, back.hidden_at is None) == ("held", False)
    run_tasks()
    assert "Canary" not in _words(sign_in(lio), zine.address)


def test_what_a_grown_up_would_have_read_first_is_let_through_when_it_comes_back(
    table, member, nkechi, sign_in, run_tasks
):
    ines, tomasz = member(table, "ines"), member(table, "tomasz")
    work = write_entry(ines, "work", title="A kettle", body="Words", community=table, audience=Audience.COMMUNITY)
    _opened(sign_in, work, ines, tomasz)
    early, late = comment_on(work, nkechi, "Canary one"), comment_on(work, nkechi, "Canary two")
    kept = [delete_comment(one, nkechi) for one in (early, late)]
    bring_back(kept[0].pk, nkechi)
    assert Comment.objects.get().kept_back == "waits"
    sign_in(tomasz).post(f"{work.address}watch/end/")
    bring_back(kept[1].pk, nkechi)
    run_tasks()
    page = _words(sign_in(ines), work.address)
    assert "Canary one" in page
    assert "Canary two" in page
    assert Notice.objects.filter(person=ines, kind="comment.written").count() == 2


def test_what_waits_is_held_also_where_the_author_lets_fewer_see_it(waiting, zine, lio, sign_in, run_tasks):
    sign_in(lio).post(f"{zine.address}audience/", {"audience": 2})
    run_tasks()
    waiting.refresh_from_db()
    assert waiting.kept_back == "held"
    assert "Canary" not in _words(sign_in(lio), zine.address)


def _told_of_changes(person):
    return Notice.objects.filter(person=person, kind="accompanied.changed").count()


def test_the_watcher_hears_of_what_changes_after_they_said_yes(zine, lio, nkechi, sign_in, run_tasks):
    keep_pieces(zine, lio)
    _opened(sign_in, zine, lio, nkechi)
    run_tasks()
    watch_page = f"{zine.address}watch/"
    Notice.objects.all().delete()
    assert "Changed after you said yes" not in _words(sign_in(nkechi), watch_page)
    with clock.at(clock.now() + timedelta(hours=1)):
        edit_entry(zine, lio, based_on=zine.version, body="Ten plugs")
        run_tasks()
        assert _told_of_changes(nkechi) == 1
        assert "Changed after you said yes" in _words(sign_in(nkechi), watch_page)
        assert "Changed after you said yes" not in _words(sign_in(lio), watch_page)
        add_picture(zine, SimpleUploadedFile("me.png", small_picture()), alternative="Me")
        keep_pieces(zine, lio)
        run_tasks()
        assert _told_of_changes(nkechi) == 1  # unread, it stands for both
        Notice.objects.update(read_at=clock.now())
        zine.attachments.last().delete()
        keep_pieces(zine, lio)
        run_tasks()
        assert _told_of_changes(nkechi) == 2
    with clock.at(clock.now() + timedelta(hours=26)):
        edit_entry(zine, lio, based_on=zine.version, body="Eleven plugs")
        run_tasks()
        assert _told_of_changes(nkechi) == 3


def test_nobody_hears_of_changes_of_what_is_not_open_because_of_them(table, member, nkechi, sign_in, run_tasks):
    ines, tomasz = member(table, "ines"), member(table, "tomasz")
    work = write_entry(ines, "work", title="A kettle", body="Words", community=table, audience=Audience.COMMUNITY)
    _opened(sign_in, work, ines, tomasz)
    edit_entry(work, ines, based_on=work.version, body="Other words")
    run_tasks()
    assert not _told_of_changes(tomasz)
    assert "Changed after" not in _words(sign_in(tomasz), f"{work.address}watch/")


def test_what_nobody_watches_over_is_open_no_more(waiting, zine):
    Watch.objects.all().delete()
    end_what_is_over()
    zine.refresh_from_db()
    waiting.refresh_from_db()
    assert (zine.audience, zine.is_accompanied) == (Audience.COMMONS, False)
    assert not _is_open(zine)
    assert waiting.kept_back == "held"
