"""Reports and rulings, walked as people walk them."""

import pytest

from commonplace.commons.communities.models import Membership, Role
from commonplace.commons.entries.actions import delete_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment, Entry, Notice
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import actions
from commonplace.commons.safeguard.actions import pause
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.ground import ids
from commonplace.ground.models import Happening


def _report(client, target, words="It hurt me"):
    response = client.post(f"/report/?{target}", {"words": words})
    assert response.status_code == 302, response.content.decode()
    return Report.objects.latest("at")


def test_an_entry_is_reported_read_and_hidden(table, nkechi, host, ines, rude, entry, sign_in):
    client = sign_in(ines)
    page = client.get(f"/report/?entry={ids.written(entry.pk)}").content.decode()
    assert "Those who look after “The Mending Table” and the hosts of this commons read it." in page
    report = _report(client, f"entry={ids.written(entry.pk)}")
    assert "It waits to be read" in client.get(report.address).content.decode()
    assert sign_in(rude).get(report.address).status_code == 404

    keeper = sign_in(nkechi)
    assert "A rude post" in keeper.get(f"/c/{table.slug}/reports/").content.decode()
    assert "Canary words" in keeper.get(report.address).content.decode()
    assert keeper.post(report.address, {"act": "hide", "reason": ""}).status_code == 422
    assert keeper.post(report.address, {"act": "hide", "reason": "It names somebody."}).status_code == 302
    assert not Entry.objects.visible_to(ines).filter(pk=entry.pk).exists()
    assert Entry.objects.visible_to(rude).filter(pk=entry.pk).exists()
    after = keeper.get(report.address).content.decode()
    assert "Canary words" not in after
    assert "It names somebody." in after
    told = client.get(report.address).content.decode()
    assert "It has been read" in told
    assert "It names somebody." not in told

    assert keeper.post(report.address, {"act": "hide", "reason": "Again"}).status_code == 422
    assert keeper.post(report.address, {"act": "show", "reason": "It was changed."}).status_code == 302
    assert Entry.objects.visible_to(ines).filter(pk=entry.pk).exists()
    log = sign_in(host).get("/host/log/").content.decode()
    assert "It names somebody." in log
    assert "It was changed." in log


def test_a_comment_is_hidden_alone(ines, nkechi, comment, sign_in):
    report = _report(sign_in(ines), f"comment={ids.written(comment.pk)}")
    assert report.seen == "Rude canary"
    assert sign_in(nkechi).post(report.address, {"act": "hide", "reason": "Unkind"}).status_code == 302
    assert not Comment.objects.visible_to(ines).exists()
    assert Entry.objects.visible_to(ines).exists()


def test_nothing_that_one_cannot_see_is_reported(person, ines, entry, comment, table, sign_in):
    outsider = sign_in(person("outsider"))
    for target in [
        f"entry={ids.written(entry.pk)}",
        f"comment={ids.written(comment.pk)}",
        "entry=x",
        "entry=0000000000000",
        "",
    ]:
        assert outsider.get(f"/report/?{target}").status_code == 404
        assert outsider.post(f"/report/?{target}", {"words": "x"}).status_code == 404
    for target in ["person=nobody", "community=nowhere"]:
        assert outsider.get(f"/report/?{target}").status_code == 404
    assert sign_in().get(f"/report/?community={table.slug}").status_code == 302
    assert not Report.objects.exists()


def test_a_second_report_of_the_same_leads_to_the_first(ines, entry, sign_in):
    client = sign_in(ines)
    first = _report(client, f"entry={ids.written(entry.pk)}")
    again = client.post(f"/report/?entry={ids.written(entry.pk)}", {"words": "Once more"})
    assert again["Location"] == first.address
    assert Report.objects.count() == 1


def test_who_reported_it_reads_no_title_that_they_cannot_see_any_more(ines, rude, entry, sign_in):
    report = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    assert "A rude post" in sign_in(ines).get(report.address).content.decode()
    Entry.objects.update(audience=0, title="A private title")
    assert "A private title" not in sign_in(ines).get(report.address).content.decode()


def test_an_empty_report_is_asked_for_again(ines, entry, sign_in):
    response = sign_in(ines).post(f"/report/?entry={ids.written(entry.pk)}", {"words": "  "})
    assert response.status_code == 422


def test_who_carries_it_does_not_read_a_report_about_themselves(table, nkechi, host, ines, sign_in):
    report = _report(sign_in(ines), f"person=nkechi&community={table.slug}")
    assert report.read_by is None
    assert sign_in(nkechi).get(report.address).status_code == 404
    assert "It hurt me" not in sign_in(nkechi).get(f"/c/{table.slug}/reports/").content.decode()
    assert sign_in(nkechi).get("/host/reports/").status_code == 403
    assert "It hurt me" in sign_in(host).get("/host/reports/").content.decode()
    page = sign_in(host).get(report.address).content.decode()
    assert "Remove Nkechi from “The Mending Table”" in page


def test_it_goes_to_those_who_carry_the_community_around_it(table, nkechi, ines, community, person, sign_in):
    programme = community(person("sol"), name="Programme")
    table.parent = programme
    table.save()
    report = _report(sign_in(ines), f"person=nkechi&community={table.slug}")
    assert report.read_by == programme
    staff = sign_in(Person.objects.get(name="sol"))
    assert "Nkechi" in staff.get("/c/programme/reports/").content.decode()
    removed = {"act": f"remove-{nkechi.pk}", "reason": "She sold the tools."}
    assert staff.post(report.address, removed).status_code == 302
    assert Membership.objects.get(community=table, person=nkechi).left_at
    assert Membership.objects.get(community=table, person__name="sol").role == Role.FACILITATOR


def test_only_hosts_pause_from_a_report(nkechi, host, rude, ines, entry, sign_in):
    report = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    pausing = {"act": f"pause-{rude.pk}", "reason": "Shouting"}
    assert sign_in(nkechi).post(report.address, pausing).status_code == 422
    assert sign_in(host).post(report.address, pausing).status_code == 302
    rude.refresh_from_db()
    assert (rude.paused_at is not None, rude.pause_reason) == (True, "Shouting")
    assert "Shouting" in sign_in(rude).get(f"/report/?entry={ids.written(entry.pk)}").content.decode()
    assert sign_in(host).post(report.address, {"act": f"resume-{rude.pk}", "reason": "Rested"}).status_code == 302
    rude.refresh_from_db()
    assert rude.paused_at is None


def test_pausing_without_a_report(host, rude, ines, sign_in):
    client = sign_in(host)
    assert sign_in(ines).get("/host/people/rude/pause/").status_code == 403
    assert client.get("/host/people/holly/pause/").status_code == 403
    assert client.get("/host/people/nobody/pause/").status_code == 404
    assert client.get("/host/people/rude/pause/").status_code == 200
    assert client.post("/host/people/rude/pause/", {"act": "pause", "reason": ""}).status_code == 422
    for _twice in range(2):
        assert client.post("/host/people/rude/pause/", {"act": "pause", "reason": "Rest"}).status_code == 302
    assert Ruling.objects.count() == 1
    assert "Let <bdi>Rude</bdi> write again" in client.get("/host/people/rude/pause/").content.decode()
    client.post("/host/people/rude/pause/", {"act": "resume", "reason": "Rested"})
    rude.refresh_from_db()
    assert rude.paused_at is None


def test_removing_without_a_report_asks_for_a_reason(table, nkechi, ines, rude, sign_in):
    address = f"/c/{table.slug}/people/rude/remove/"
    client = sign_in(nkechi)
    assert sign_in(ines).get(address).status_code == 403
    assert client.get(address).status_code == 200
    assert client.get(f"/c/{table.slug}/people/nkechi/remove/").status_code == 403
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Threw a kettle"}).status_code == 302
    assert Membership.objects.get(person=rude).was_removed
    assert client.get(address).status_code == 404
    assert "Threw a kettle" in client.get(f"/c/{table.slug}/reports/").content.decode()


def test_what_its_author_deletes_is_gone_once_somebody_has_ruled(nkechi, rude, ines, entry, sign_in):
    report = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    delete_entry(entry, rude)
    page = sign_in(nkechi).get(report.address).content.decode()
    assert "Canary words" in page
    assert "Hide it" not in page
    sign_in(nkechi).post(report.address, {"act": "leave", "reason": "Taken away by themselves"})
    report.refresh_from_db()
    assert (report.seen, report.state) == ("", "settled")


def test_those_who_rule_and_those_concerned_are_told(table, nkechi, host, ines, rude, entry, sign_in, run_tasks):
    report = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    run_tasks()
    assert {notice.person for notice in Notice.objects.filter(kind="report.written")} == {nkechi, host}
    notice = Notice.objects.filter(kind="report.written", person=nkechi).get()
    assert sign_in(nkechi).get(f"/report/of/{notice.happening_id}/")["Location"] == report.address
    sign_in(nkechi).post(report.address, {"act": "hide", "reason": "It names somebody."})
    run_tasks()
    assert Notice.objects.get(kind="report.settled").person == ines
    hidden = Notice.objects.get(kind="entry.hidden")
    assert hidden.person == rude
    assert "It names somebody." in sign_in(rude).get(f"/ruling/of/{hidden.happening_id}/").content.decode()
    assert sign_in(ines).get(f"/ruling/of/{hidden.happening_id}/").status_code == 404
    assert sign_in(ines).get("/ruling/of/999999/").status_code == 404
    actions.pause(host, "Rest", person=rude)
    actions.remove(nkechi, "Rest", person=rude, community=table)
    run_tasks()
    kinds = set(Notice.objects.filter(person=rude).values_list("kind", flat=True))
    assert {"person.paused", "member.removed"} <= kinds


def test_about_oneself_nobody_is_told(table, nkechi, host, ines, sign_in, run_tasks):
    _report(sign_in(ines), f"person=nkechi&community={table.slug}")
    run_tasks()
    assert [notice.person for notice in Notice.objects.filter(kind="report.written")] == [host]


@pytest.mark.parametrize("others", [1, 3])
def test_the_desks_ask_a_constant_number_of_times(
    table, nkechi, host, ines, rude, sign_in, others, django_assert_num_queries
):
    for number in range(others):
        entry = write_entry(rude, "post", title=f"Post {number}", community=table)
        made = actions.report(ines, "Look", entry=entry)
        actions.hide(nkechi, "So", made, entry=entry)
    client = sign_in(nkechi)
    with django_assert_num_queries(8):
        assert client.get(f"/c/{table.slug}/reports/").status_code == 200
    client = sign_in(host)
    with django_assert_num_queries(5):
        assert client.get("/host/reports/").status_code == 200
    with django_assert_num_queries(6):
        assert client.get("/host/log/").status_code == 200


def test_empty_desks_say_what_they_are_for(table, nkechi, host, sign_in):
    assert "Nobody has asked for help" in sign_in(nkechi).get(f"/c/{table.slug}/reports/").content.decode()
    assert "Nobody has asked for help" in sign_in(host).get("/host/reports/").content.decode()
    assert "Nothing yet" in sign_in(host).get("/host/log/").content.decode()
    assert sign_in(nkechi).get("/host/log/").status_code == 403


def test_no_block_keeps_anybody_from_being_told(table, nkechi, ines, rude, entry, sign_in, run_tasks):
    block(nkechi, ines)
    block(rude, nkechi)
    report = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    sign_in(nkechi).post(report.address, {"act": f"remove-{rude.pk}", "reason": "Enough"})
    run_tasks()
    assert Notice.objects.filter(kind="report.written", person=nkechi).exists()
    assert Notice.objects.filter(kind="member.removed", person=rude).exists()


def test_others_do_not_learn_that_there_is_a_report(ines, entry, person, sign_in):
    """The numbers of happenings could be tried one after another."""
    made = actions.report(ines, "It hurt me", entry=entry)
    address = f"/report/of/{Happening.objects.get(kind='report.written').pk}/"
    assert sign_in(ines).get(address).headers["Location"] == made.address
    assert sign_in(person("outsider")).get(address).status_code == 404


def test_a_host_finds_what_was_hidden_outside_of_communities_from_the_log_and_lifts_it(
    host, ines, rude, person, sign_in
):
    book = write_entry(rude, "post", title="In a book", body="Canary words", audience=3)
    said = comment_on(book, rude, "Hidden canary")
    keeper = sign_in(host)
    for made in [
        _report(sign_in(ines), f"comment={ids.written(said.pk)}"),
        _report(sign_in(ines), f"entry={ids.written(book.pk)}"),
    ]:
        keeper.post(made.address, {"act": "hide", "reason": "It names somebody."})
    assert sign_in(ines).get(book.address).status_code == 404
    log = keeper.get("/host/log/").content.decode()
    for made in Report.objects.all():
        assert made.address in log
        report_page = keeper.get(made.address).content.decode()
        assert book.address in report_page
        assert "Show it again" in report_page
    seen = keeper.get(book.address).content.decode()
    assert "Canary words" in seen
    assert "Hidden canary" in seen
    for made in Report.objects.all():
        assert keeper.post(made.address, {"act": "show", "reason": "It was changed."}).status_code == 302
    page = sign_in(ines).get(book.address).content.decode()
    assert "Canary words" in page
    assert "Hidden canary" in page


def test_a_host_does_not_find_what_was_hidden_in_a_community(host, table, nkechi, entry):
    actions.hide(nkechi, "So", entry=entry)
    assert not Entry.objects.visible_to(host).filter(pk=entry.pk).exists()


def test_the_log_leads_to_no_report_about_whoever_reads_it(host, person, ines, sign_in):
    book = write_entry(host, "post", title="In a book", body="Words", audience=3)
    made = actions.report(ines, "Look", entry=book)
    actions.hide(person("hugo", is_host=True), "So", made, entry=book)
    assert "In a book" in sign_in(host).get("/host/log/").content.decode()
    assert made.address not in sign_in(host).get("/host/log/").content.decode()


def test_a_pause_ends_every_session_at_once(person, sign_in) -> None:
    amara = person("amara")
    phone = sign_in(amara)
    pause(person("keeper", is_host=True), "To let it rest", person=amara)
    assert phone.get("/me/").status_code == 302
    assert sign_in(amara).get("/me/").status_code == 200
