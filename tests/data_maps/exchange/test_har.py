"""Captures of traffic: who was sent what, and nothing of anybody's own in the map."""

from __future__ import annotations

import base64
import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_maps.exchange.documents import Unreadable
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.har import meaning
from data_maps.exchange.importing import Beside, Imported, imported
from tests.support.commanded import run

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "exchange" / "har.har"
SECRET = "MARKED-8f3a"


def entry(
    url: str, method: str = "POST", text: str = "", kind: str = "application/json", **more: Any
) -> dict[str, Any]:
    """An entry with a secret wherever one may stand."""
    secret = [{"name": "X-Secret", "value": SECRET}]
    request: dict[str, Any] = {"method": method, "url": url, "headers": secret, "cookies": secret, "queryString": []}
    if text:
        request["postData"] = {"mimeType": kind, "text": text}
    answer = {"status": 200, "headers": secret, "cookies": secret, "content": {"text": SECRET, "mimeType": "text/html"}}
    return {"startedDateTime": "2026-03-01T10:00:00Z", "request": request, "response": answer, **more}


def capture(folder: Path, *entries: dict[str, Any], name: str = "c.har", page: str = "https://app.example.org/") -> str:
    """The file of a capture."""
    pages = [{"id": "p", "title": page, "startedDateTime": "2026-03-01T10:00:00Z", "pageTimings": {}}]
    log = {"version": "1.2", "creator": {"name": "x"}, "pages": pages, "entries": list(entries), "_own": {"a": SECRET}}
    (folder / name).write_text(json.dumps({"log": log}))
    return str(folder / name)


def made(*files: str, **beside: Any) -> Imported:
    return imported(IMPORTS["har"], files, beside=Beside(**beside))


def sent(result: Imported) -> dict[str, set[str]]:
    """The types of data that each system is sent, but for what every request shows."""
    data: dict[str, set[str]] = {}
    for flow in result.data_map.flows:
        data.setdefault(flow.target, set()).update(result.data_map.data[id_].type for id_ in flow.data)
    return {id_: types - {"device"} for id_, types in data.items()}


def test_first_and_third_parties_and_an_unknown_host_are_told_apart() -> None:
    result = made(str(EXAMPLE))
    assert {flow.target: flow.purpose for flow in result.data_map.flows} == {
        "example-com": "first party",
        "google-analytics-com": "third party",
        "unknown-host-test": "third party",
    }
    assert result.data_map.systems["google-analytics-com"].operator == "google-analytics"
    assert [(line.owner, line.of) for line in result.data_map.ownership] == [("google", "google-analytics")]
    assert "Who runs unknown-host.test, and where?" in result.questions
    assert sent(result) == {
        "example-com": {"credentials", "text", "location"},
        "google-analytics-com": {"metadata"},
        "unknown-host-test": {"image"},
    }
    clear = {flow.target for flow in result.data_map.flows if flow.in_transit == "clear"}
    assert clear == {"unknown-host-test"}


def test_each_flow_is_an_estimate_with_its_request_as_the_source() -> None:
    flow = next(flow for flow in made(str(EXAMPLE)).data_map.flows if flow.id == "people-example-com-location")
    assert flow.share is not None
    assert (flow.share.form, flow.share.parameters, flow.share.source) == ("base_rate", (1.0, 1.0), "capture")
    assert flow.share.why == "request 2 of har.har: POST api.example.com, a key for a place"


def test_no_value_of_a_capture_is_in_the_map_the_report_or_what_is_printed(tmp_path: Path) -> None:
    values = json.dumps({"email": SECRET, SECRET: {"lat": SECRET}, "list": [{"phone": SECRET}]})
    form = f"email={SECRET}&{SECRET}=1&password={SECRET}"
    named = f'--b\r\nContent-Disposition: form-data; name="photo"; filename="{SECRET}.jpg"'
    multipart = f"{named}\r\nContent-Type: image/jpeg\r\n\r\n{SECRET}"
    path = capture(
        tmp_path,
        entry(f"https://user:{SECRET}@api.example.org/{SECRET}?q={SECRET}#{SECRET}", text=values),
        entry("https://api.example.org/form", text=form, kind="application/x-www-form-urlencoded"),
        entry("https://api.example.org/up", text=multipart, kind="multipart/form-data; boundary=b"),
        entry(f"https://api.example.org/{SECRET}", method=SECRET),
        entry(f"data:text/plain,{SECRET}"),
        entry(SECRET),
        entry("wss://live.example.org/", _webSocketMessages=[{"type": "send", "data": f'{{"chat": "{SECRET}"}}'}]),
        page=f"https://app.example.org/{SECRET}?token={SECRET}",
    )
    result = made(path)
    assert sent(result) == {"example-org": {"profile", "location", "credentials", "image", "metadata", "text"}}
    everything = result.text + result.report_text + json.dumps(result.report)
    assert SECRET.lower() not in everything.lower()
    done = run("import", "har", path, "-o", "map.yaml", "--report", "lost.json", cwd=tmp_path)
    told = done.stdout + done.stderr + (tmp_path / "map.yaml").read_text() + (tmp_path / "lost.json").read_text()
    assert SECRET.lower() not in told.lower()


@pytest.mark.parametrize("cut", [1, 7, 60, 400])
def test_no_value_of_a_broken_capture_is_printed(cut: int, tmp_path: Path) -> None:
    path = Path(capture(tmp_path, entry(f"https://api.example.org/?a={SECRET}", text=SECRET)))
    path.write_text(path.read_text()[:-cut])
    done = run("import", "har", str(path))
    assert done.returncode == 1
    assert "not readable as JSON" in done.stderr or "closed" in done.stderr or "missing" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_what_was_sent_more_than_once_says_how_often(tmp_path: Path) -> None:
    days = [entry("https://a.example.org/?lat=1", startedDateTime=f"2026-03-{day:02}T10:00:00Z") for day in (1, 11, 21)]
    once = entry("https://a.example.org/", text='{"heartRate": 60}')
    data = made(capture(tmp_path, *days, once)).data_map.data
    assert (data["location"].often, data["location"].why) == ("weekly", "3 requests in 20 days of capture")
    assert data["health"].often is None


def test_own_tables_of_hosts_and_places_come_first(tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_text(
        "host,name,country,owner\nunknown.test,Tracker Ltd,IL,Google\nexample.org,We,FR,\n"
    )
    (tmp_path / "places.csv").write_text("range,country\n203.0.113.0/24,DE\n203.0.113.128-203.0.113.255,AT\n")
    path = capture(
        tmp_path,
        entry("https://x.unknown.test/?idfa=1", serverIPAddress="203.0.113.200"),
        entry("https://app.example.org/", serverIPAddress="203.0.113.4"),
    )
    data_map = made(path, hosts=str(tmp_path / "hosts.csv"), places=str(tmp_path / "places.csv")).data_map
    assert {id_: (system.operator, system.place) for id_, system in data_map.systems.items()} == {
        "unknown-test": ("tracker-ltd", "AT"),
        "example-org": ("we", "DE"),
    }
    assert (data_map.app.operator, data_map.app.name) == ("we", "We")
    assert [(line.owner, line.of) for line in data_map.ownership] == [("google", "tracker-ltd")]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "host,country\na,b\n",
            "hosts.csv:1:1: no column name (the columns are host, name, country, run_from, owner, does)",
        ),
        ("host,name\n,A\n", "hosts.csv:2:1: no host in this row (write example.com)"),
        ("host,name,country\na.test,A,Korea\n", "hosts.csv:2:1: not a country code (write DE)"),
    ],
)
def test_a_mistake_in_a_table_of_ones_own_is_told_at_its_place(table: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "hosts.csv").write_text(table)
    with pytest.raises(Unreadable) as wrong:
        made(str(EXAMPLE), hosts=str(tmp_path / "hosts.csv"))
    assert str(wrong.value).endswith(told)


def test_where_a_capture_names_no_page_the_first_party_is_asked_or_said(tmp_path: Path) -> None:
    path = capture(tmp_path, entry("https://api.example.org/"), entry("https://graph.facebook.com/"), page="Untitled")
    assert {flow.purpose for flow in made(path).data_map.flows} == {"not said whose"}
    assert any("--first-party" in question for question in made(path).questions)
    purposes = {flow.target: flow.purpose for flow in made(path, first_party="example.org").data_map.flows}
    assert purposes == {"example-org": "first party", "facebook-com": "third party"}
    assert made(path, first_party="https://www.example.org/a").text == made(path, first_party="example.org").text
    with pytest.raises(Unreadable, match=r"^first_party:1:1: 'x y' is not a domain \(write example.com\)$"):
        made(path, first_party="x y")


def test_a_body_without_names_is_asked(tmp_path: Path) -> None:
    opaque = entry("https://log.example.org/", text="\x01\x02", kind="application/x-protobuf")
    result = made(capture(tmp_path, opaque, entry("https://api.example.org/", text='{"lat": 1}')))
    asked = [question for question in result.data_map.questions if question.ask.startswith("What else is sent there?")]
    assert [question.about for question in asked] == [("flows.people.example-org",)]
    told = [element.how.rpartition(": ")[2] for element in result.elements if element.kind == "request"]
    assert told == ["no named data; its body has no names that can be read", "location"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_body_in_base64_is_read_as_what_it_is(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    def encoded(text: str) -> str:
        return base64.b64encode(pack(text.encode())).decode()

    body = {"mimeType": "application/json", "encoding": "base64", "text": encoded(json.dumps({"heartRate": SECRET}))}
    posted = entry("https://a.example.org/")
    posted["request"]["postData"] = body
    binary = {"type": "send", "opcode": 2, "data": encoded(json.dumps({"latitude": SECRET}))}
    spoken = entry("wss://b.example.org/", _webSocketMessages=[binary])
    beside = entry("https://c.example.org/", text="")
    beside["request"]["_content"] = {**body, "text": encoded(json.dumps({"iban": SECRET}))}
    broken = entry("https://d.example.org/", text="!")
    broken["request"]["postData"]["encoding"] = "base64"
    result = made(capture(tmp_path, posted, spoken, beside, broken))
    assert sent(result) == {"example-org": {"health", "location", "financial"}}
    assert SECRET not in result.text + result.report_text


def test_names_of_parameters_are_read_as_browsers_write_them(tmp_path: Path) -> None:
    form = entry("https://a.example.org/?geo%5Blat%5D=1")
    form["request"]["queryString"] = [{"name": "geo%5Blat%5D", "value": "1"}]
    form["request"]["postData"] = {"mimeType": "multipart/form-data", "params": [{"name": "user%5Bemail%5D"}]}
    assert sent(made(capture(tmp_path, form))) == {"example-org": {"location", "profile"}}


@pytest.mark.parametrize(
    ("more", "is_sent"),
    [
        ({"response": {"status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT"}}, False),
        ({"response": {"status": 0, "headers": []}, "timings": {"send": 0, "wait": 3}}, False),
        ({"response": {"status": 0, "_error": "net::ERR_ABORTED"}, "serverIPAddress": "192.0.2.1"}, True),
        ({"response": {"status": 0, "_error": "net::ERR_FAILED", "headers": [{"name": "x"}]}}, True),
        ({"response": {"status": 0}, "timings": {"send": 1}}, True),
        ({"response": {}}, True),
    ],
)
def test_a_request_without_an_answer_counts_where_something_shows_that_it_was_sent(
    more: dict[str, Any], is_sent: bool, tmp_path: Path
) -> None:
    result = made(capture(tmp_path, entry("https://a.example.org/"), entry("https://b.example.net/") | more))
    assert ("example-net" in result.data_map.systems) == is_sent
    told = [element.how for element in result.elements if element.name == "POST b.example.net"]
    assert (told == ["nothing came back, and nothing shows that it was sent"]) != is_sent


def test_a_capture_that_gzip_packed_is_that_capture(tmp_path: Path) -> None:
    path = Path(capture(tmp_path, entry("https://a.example.org/?lat=1")))
    packed = tmp_path / "packed" / "c.har.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for name in (packed, packed.parent):
        assert made(str(name)).counts == made(str(path)).counts
    uploaded = imported(IMPORTS["har"], {"c.har.gz": packed.read_bytes()})
    assert uploaded.elements[0].place.file == "c.har.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(Unreadable, match=r"c.har.gz:1:1: this gzip file cannot be opened"):
        made(str(packed))


def test_many_unknown_hosts_are_asked_of_together(tmp_path: Path) -> None:
    result = made(capture(tmp_path, *(entry(f"https://host{number}.example{number}.net/") for number in range(100))))
    assert len(result.questions) < 30
    assert "Who runs them? (61 more like these)" in result.questions


def test_several_captures_count_in_how_many_something_was_sent(tmp_path: Path) -> None:
    first = capture(tmp_path, entry("https://a.example.org/?lat=1"), name="1.har")
    second = capture(tmp_path, entry("https://a.example.org/"), name="2.har")
    flows = {flow.id: flow.share.parameters for flow in made(first, second).data_map.flows if flow.share}
    assert flows == {"people.example-org": (2.0, 2.0), "people-example-org-location": (1.0, 2.0)}


@pytest.mark.parametrize(
    ("key", "type_"),
    [
        *(("lat", "location"), ("user_location", "location"), ("contactList", "contacts"), ("IDFA", "device")),
        *(("first_name", "profile"), ("message", "text"), ("card-number", "financial"), ("heartRate", "health")),
        *(("password", "credentials"), ("event_name", "metadata"), ("xyz", None), ("plat", None)),
        *(("udff[em]", "profile"), ("start_lat", "location"), ("telefonnummer", "profile"), ("items[0]", None)),
    ],
)
def test_a_key_means_what_the_published_table_says(key: str, type_: str | None) -> None:
    means = meaning("key", key)
    assert (means[0] if means else None) == type_


def test_a_capture_of_50_mb_is_read_in_ten_seconds_and_500_mb(tmp_path: Path) -> None:
    body = json.dumps({"lat": 1.5, "padding": "x" * 4_000})
    one = json.dumps(entry("https://api.example.org/v1", text=body), indent=1)
    path = tmp_path / "large.har"
    with path.open("w") as file:
        file.write('{"log": {"version": "1.2", "pages": [], "entries": [')
        file.write(",".join([one] * (50_000_000 // len(one))))
        file.write("]}}")
    assert path.stat().st_size > 49_000_000
    program = (
        "import sys\n"
        "from data_maps.exchange.formats import IMPORTS\n"
        "from data_maps.exchange.importing import imported\n"
        "made = imported(IMPORTS['har'], [sys.argv[1]])\n"
        "(most,) = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "print(made.counts['elements'], most.split()[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (10, 10)),
    )
    assert done.returncode == 0, done.stderr
    elements, kilobytes = map(int, done.stdout.split())
    assert elements == 50_000_000 // len(one)
    assert kilobytes < 500_000
