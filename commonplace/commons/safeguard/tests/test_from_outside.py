"""Strangers report what they see on open pages, without an account."""

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Attempt
from commonplace.commons.safeguard.models import Report
from commonplace.ground import ids
from commonplace.ground.models import Letter


@pytest.fixture
def garden(community, nkechi):
    return community(nkechi, name="The Garden", audience=Audience.OPEN)


@pytest.fixture
def post(garden, rude, member):
    member(garden, "rude")
    return write_entry(rude, "post", title="An open post", body="Words", community=garden, audience=Audience.OPEN)


def _key(row):
    return ids.written(row.pk)


def test_a_stranger_reports_an_entry_and_leaves_an_address(garden, nkechi, host, post, sign_in, settings, run_tasks):
    settings.MAIL_IS_SENT = True
    stranger = sign_in()
    link = f"/report/?entry={_key(post)}"
    assert link in stranger.get(post.address).content.decode()
    page = stranger.get(link).content.decode()
    assert "You report “An open post”" in page
    assert "They see that it came from outside" in page
    sent = stranger.post(link, {"words": "That is my picture", "reach": "somebody@example.org"})
    assert (sent.status_code, sent["Location"]) == (302, "/report/thanks/")
    assert "waits for somebody who keeps people safe" in stranger.get("/report/thanks/").content.decode()

    made = Report.objects.get()
    assert (made.by, made.is_from_outside, made.read_by) == (None, True, garden)
    run_tasks()
    assert {notice.person for notice in Notice.objects.all()} == {nkechi, host}
    assert not Letter.objects.filter(to="somebody@example.org").exists()
    keeper = sign_in(nkechi)
    assert "from outside" in keeper.get(f"/c/{garden.slug}/reports/").content.decode()
    desk = keeper.get(made.address).content.decode()
    assert "somebody outside, who has not signed in" in desk
    assert "somebody@example.org" in desk
    assert stranger.get(made.address).status_code == 302

    keeper.post(made.address, {"act": "leave", "reason": "It is theirs."})
    run_tasks()
    assert Report.objects.get().reach == ""
    assert not Letter.objects.filter(to="somebody@example.org").exists()


def test_a_stranger_reports_a_comment_a_person_and_a_place(garden, rude, post, sign_in):
    said = comment_on(post, rude, "Rude words")
    stranger = sign_in()
    assert f"/report/?comment={_key(said)}" in stranger.get(post.address).content.decode()
    assert "/report/?person=rude" in stranger.get("/@rude/").content.decode()
    assert f"/report/?community={garden.slug}" in stranger.get(garden.address).content.decode()
    for target in (f"comment={_key(said)}", "person=rude", f"community={garden.slug}"):
        assert stranger.get(f"/report/?{target}").status_code == 200
        assert stranger.post(f"/report/?{target}", {"words": "Look"}).status_code == 302
    assert [report.reach for report in Report.objects.all()] == [""] * 3
    assert Report.objects.get(comment=said).seen == "Rude words"


def test_what_a_stranger_may_not_see_is_as_if_it_were_not_there(table, entry, comment, post, garden, member, sign_in):
    minor = member(garden, "young", age_band="13-15")
    theirs = comment_on(post, minor, "Hello")
    answers = set()
    for target in (
        f"entry={_key(entry)}", "entry=0000000000001",
        f"comment={_key(comment)}", f"comment={_key(theirs)}", "comment=0000000000001",
        "person=young", "person=nobody-here",
        f"community={table.slug}", "community=nowhere",
    ):  # fmt: skip
        for method in (sign_in().get, sign_in().post):
            response = method(f"/report/?{target}", {"words": "Look"} if method.__name__ == "post" else None)
            answers.add((response.status_code, response.content, response["Location"].partition("?")[0]))
    assert answers == {(302, b"", "/sign-in/")}
    assert not Report.objects.exists()


def test_a_strangers_form_calls_nobody_whom_open_pages_leave_out(garden, rude, member, sign_in):
    member(garden, "young", age_band="13-15")
    called = write_entry(rude, "post", title="For @young", body="Words", community=garden, audience=Audience.OPEN)
    assert "@young" not in sign_in().get(f"/report/?entry={_key(called)}").content.decode()


def test_an_empty_report_and_a_wrong_address_are_asked_for_again(post, sign_in):
    page = sign_in().post(f"/report/?entry={_key(post)}", {"words": "Look here", "reach": "nowhere"})
    assert page.status_code == 422
    assert "Look here" in page.content.decode()
    assert "You can leave it empty" in page.content.decode()
    assert sign_in().post(f"/report/?entry={_key(post)}", {"words": " "}).status_code == 422


def test_a_flood_of_reports_is_slowed_down(post, sign_in):
    stranger = sign_in()
    statuses = [stranger.post(f"/report/?entry={_key(post)}", {"words": f"Word {n}"}) for n in range(10)]
    assert [response.status_code for response in statuses] == [302] * 8 + [429] * 2
    assert "Word 9" in statuses[-1].content.decode()
    assert Report.objects.count() == 8
    assert not Attempt.objects.filter(digest__contains="127").exists()
    elsewhere = stranger.post(f"/report/?entry={_key(post)}", {"words": "Me too"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_whoever_has_signed_in_reports_by_name(post, ines, sign_in):
    sign_in(ines).post(f"/report/?entry={_key(post)}", {"words": "Look", "reach": "x@example.org"})
    made = Report.objects.get()
    assert (made.by, made.is_from_outside, made.reach) == (ines, False, "")
