"""A report about somebody is read by somebody else, or waits for them; and who sends it is told the truth."""

from commonplace.commons.communities.actions import welcome_member
from commonplace.commons.communities.models import Role
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.hosting import give_host_rights
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import report
from commonplace.commons.safeguard.models import Report
from commonplace.ground import ids

ALONE = "You are the only host."


def _report(client, target):
    response = client.post(f"/report/?{target}", {"words": "It hurt me"})
    assert response.status_code == 302, response.content.decode()
    return Report.objects.latest("at")


def test_a_report_about_the_only_host_waits_for_a_second_one(host, ines, person, sign_in, run_tasks):
    page = sign_in(ines).get("/report/?person=holly").content.decode()
    assert "Nobody could read it now" in page
    assert "Whom it is about is not told" not in page
    made = _report(sign_in(ines), "person=holly")
    assert made.read_by is None
    assert sign_in(host).get(made.address).status_code == 404
    assert "It hurt me" not in sign_in(host).get("/host/reports/").content.decode()
    assert "1 waits" not in sign_in(host).get("/host/").content.decode()
    second = person("hugo")
    give_host_rights(second, host)
    run_tasks()
    assert Notice.objects.filter(person=second, kind="report.written").count() == 1
    assert not Notice.objects.filter(person=host, kind="report.written").exists()
    assert sign_in(second).get(made.address).status_code == 200
    assert sign_in(host).get(made.address).status_code == 404


def test_another_host_reads_it(host, ines, person, sign_in):
    second = person("hugo", is_host=True)
    page = sign_in(ines).get("/report/?person=holly").content.decode()
    assert "except those whom it is about" in page
    made = _report(sign_in(ines), "person=holly")
    assert sign_in(second).get(made.address).status_code == 200
    assert sign_in(host).get(made.address).status_code == 404


def test_those_who_carry_a_community_that_both_belong_to_read_of_the_only_host(host, table, nkechi, ines, sign_in):
    welcome_member(table, host, Role.FACILITATOR)
    page = sign_in(ines).get("/report/?person=holly").content.decode()
    assert "Those who look after “The Mending Table” read it, except those whom it is about." in page
    made = _report(sign_in(ines), "person=holly")
    assert made.read_by == table
    assert sign_in(nkechi).get(made.address).status_code == 200
    assert "It hurt me" in sign_in(nkechi).get(f"/c/{table.slug}/reports/").content.decode()
    for page in (made.address, f"/c/{table.slug}/reports/", "/host/reports/"):
        assert "It hurt me" not in sign_in(host).get(page).content.decode()


def test_staff_of_the_outer_community_read_of_the_only_host_who_carries_the_inner(
    community, host, ines, person, member, sign_in
):
    programme = community(person("sol"), name="Programme")
    inner = community(host, name="Inner", parent=programme)
    member(inner, "ines")
    entry = write_entry(host, "post", title="Rude", body="Words", community=inner)
    made = _report(sign_in(ines), f"entry={ids.written(entry.pk)}")
    assert made.read_by == programme
    assert sign_in(Person.objects.get(name="sol")).get(made.address).status_code == 200
    assert sign_in(host).get(made.address).status_code == 404


def test_the_name_of_a_community_that_one_does_not_see_is_not_told(community, person, member, ines, sign_in):
    programme = community(person("sol"), name="A hidden programme")
    inner = community(person("dov"), name="Inner", parent=programme)
    member(inner, "ines")
    page = sign_in(ines).get("/report/?person=dov&community=inner").content.decode()
    assert "A hidden programme" not in page
    assert "Those who keep people safe here read it" in page


def test_who_reports_alone_is_not_the_only_one_who_reads_it(table, nkechi, host, rude, entry):
    """Somebody else reads it: their own desk would be a mirror."""
    assert report(nkechi, "Look", entry=entry).read_by is None


def test_a_report_about_a_place_is_about_those_who_look_after_it(table, nkechi, host, ines, sign_in):
    made = _report(sign_in(ines), f"community={table.slug}")
    assert list(made.about.all()) == [nkechi]
    assert made.read_by is None
    assert sign_in(nkechi).get(made.address).status_code == 404


def test_where_nobody_else_is_there_those_who_look_after_a_place_read_of_it_and_that_is_told(
    table, nkechi, ines, sign_in
):
    page = sign_in(ines).get(f"/report/?community={table.slug}").content.decode()
    assert "they would read it themselves" in page
    made = _report(sign_in(ines), f"community={table.slug}")
    assert sign_in(nkechi).get(made.address).status_code == 200


def test_an_only_host_is_asked_to_share_it(host, person, sign_in):
    client = sign_in(host)
    for address in ("/host/", "/host/settings/"):
        assert ALONE in client.get(address).content.decode()
    second = person("hugo", is_host=True)
    for address in ("/host/", "/host/settings/"):
        assert ALONE not in client.get(address).content.decode()
    Person.objects.filter(pk=second.pk).update(paused_at=second.created_at)
    assert ALONE in client.get("/host/").content.decode()
