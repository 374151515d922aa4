"""Badges by the thousand: 10,000 people offered one by a task, their yeses signed, a list of what was taken back asked for; and
a framework of 20,000 items brought in and searched.

`seconds` of the clock for what a task does, and `a_second` of it; of what a page asks, processor time in milliseconds, the median, and
its `queries`. `python -m tests.bench_awards` measures nothing else.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.homes import make_home, run_in

AWARDS, SIGNED, ITEMS, ROUNDS = 10_000, 500, 20_000, 50

_MEASURED = f"""
import json, statistics, time
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.statistics import gather_statistics
from commonplace.stages.recognise.awarding import say_yes, take_back
from commonplace.stages.recognise.bringing_frameworks import bring_framework, put_framework_in
from commonplace.stages.recognise.bulk import begin_bulk, work_through
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.finding_items import find
from commonplace.stages.recognise.issuing import list_address
from commonplace.stages.recognise.models import Award, Framework
from commonplace.stages.recognise.sealing import renew_seal

call_command("collectstatic", interactive=False, verbosity=0)
settings.ALLOWED_HOSTS = ["testserver"]
table, nkechi = Community.objects.get(), Person.objects.get(name="nkechi")
people = Person.objects.bulk_create(
    Person(pk=number + 1, name=f"person{{number}}", display_name="A", age_band="adult", agreed_norms_at=clock.now())
    for number in range({AWARDS})
)
Membership.objects.bulk_create(Membership(community=table, person=one) for one in people)
renew_seal(table, nkechi)
badge = design_badge(table, nkechi, drawn={{}}, name="Can mend", says="Mends things.", criteria="Mend a kettle.")
gather_statistics()
found = []

def taken(what, count, seconds):
    found.append({{"bench": "awards", "what": what, "count": count, "seconds": round(seconds, 2), "a_second": round(count / seconds)}})

begun = time.perf_counter()
bulk = work_through(begin_bulk(badge, nkechi, [(one.name, "Three kettles") for one in people]))
taken("offered by a task", bulk.done, time.perf_counter() - begun)
assert (bulk.done, bulk.left_out) == ({AWARDS}, [])
awards = list(Award.objects.order_by("pk")[:{SIGNED}])
begun = time.perf_counter()
for award in awards:
    say_yes(award, award.person)
taken("said yes to, signed and checked", len(awards), time.perf_counter() - begun)
for award in awards[:20]:
    take_back(award, nkechi, "It was a mistake")

def asked(what, done):
    costs = []
    done()
    with CaptureQueriesContext(connection) as queries:
        done()
        count = len(queries)
    for _round in range({ROUNDS}):
        begun = time.process_time()
        done()
        costs.append((time.process_time() - begun) * 1000)
    found.append({{"bench": "awards", "what": what, "cpu_ms": round(statistics.median(costs), 2), "queries": count}})

client, address = Client(), list_address(table, 1).partition("//")[2].partition("/")[2]
whole = client.get("/" + address)
assert whole.status_code == 200
asked("list of 131,072, sent whole", lambda: client.get("/" + address))
same = lambda: client.get("/" + address, headers={{"If-None-Match": whole["ETag"]}})
assert (same().status_code, same().content) == (304, b"")
asked("list of 131,072, the same (304)", same)

words = [f"{{verb}} {{thing}} {{number}}" for number in range({ITEMS} // 400)
    for verb in ("Adds", "Compares", "Explains", "Measures", "Draws", "Reads", "Writes", "Tells", "Finds", "Mends",
                 "Builds", "Counts", "Orders", "Sorts", "Names", "Plans", "Shows", "Asks", "Tries", "Keeps")
    for thing in ("fractions", "sources", "kettles", "maps", "stories", "numbers", "sounds", "plants", "laws", "shapes",
                  "poems", "rivers", "machines", "budgets", "votes", "letters", "graphs", "angles", "songs", "rights")]
items = [{{"identifier": f"item {{number}}", "fullStatement": said + ", as others do", "humanCodingScheme": f"X.{{number}}"}}
         for number, said in enumerate(words)]
below = [{{"associationType": "isChildOf", "originNodeURI": {{"identifier": f"item {{number}}"}},
          "destinationNodeURI": {{"identifier": f"item {{number // 20}}"}}}} for number in range(1, {ITEMS})]
given = json.dumps({{"CFDocument": {{"identifier": "large", "title": "Large"}}, "CFItems": items, "CFAssociations": below}}).encode()
for what in ("brought in", "brought in again, unchanged"):
    begun = time.perf_counter()
    incoming = put_framework_in(bring_framework(nkechi, None, given=given, is_open=True))
    taken(f"items of a framework {{what}}", {ITEMS}, time.perf_counter() - begun)
    assert (incoming.why, incoming.done) == ("", incoming.total)
gather_statistics()
seen = Framework.objects.visible_to(nkechi)
assert find("mends kettles", seen).items and find("X.777", seen).items[0].code == "X.777" and find("metsures fratcions", seen).alike
asked("search of them, two words", lambda: client.get("/frameworks/", {{"q": "mends kettles"}}))
asked("search of them, a word of all", lambda: client.get("/frameworks/", {{"q": "others"}}))
asked("search of them, misspelt", lambda: client.get("/frameworks/", {{"q": "metsures fratcions"}}))
asked("page of them", lambda: client.get(Framework.objects.get().address))
identifier = Framework.objects.get().identifier
begun = time.perf_counter()
size = len(b"".join(client.get(f"/ims/case/v1p1/CFPackages/{{identifier}}")))
taken("items of a framework given out", {ITEMS}, time.perf_counter() - begun)
print(json.dumps(found))
"""


def measure() -> list[dict[str, Any]]:
    """A line for each thing done."""
    folder = Path(tempfile.mkdtemp(prefix="commonplace-bench-"))
    try:
        home = make_home(folder / "home")
        found: list[dict[str, Any]] = json.loads(run_in(home, _MEASURED, seconds=1_200).splitlines()[-1])
        return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(lines: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    rows = [f"\n{'badges and items, many':52}{'seconds':>9}{'a second':>10}{'cpu ms':>9}{'queries':>9}"]
    for line in lines:
        what = f"{line['count']:,} {line['what']}" if "count" in line else line["what"]
        cells = (line.get("seconds", ""), line.get("a_second", ""), line.get("cpu_ms", ""), line.get("queries", ""))
        rows.append(f"{what:52}{cells[0]:>9}{cells[1]:>10}{cells[2]:>9}{cells[3]:>9}")
    return "\n".join(rows) + "\n"


def main() -> None:
    found = measure()
    sys.stdout.write("".join(json.dumps(line) + "\n" for line in found) + table(found))


if __name__ == "__main__":
    main()
