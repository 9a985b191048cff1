"""Captures of traffic as HTTP Archives, 1.1 and 1.2: which host was sent which kind of data, and who runs it.

No value of a header, a cookie, a parameter or a body is ever kept: only what the published table makes of their names.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import ipaddress
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from data_maps.countries import CODES
from data_maps.exchange.documents import (
    GZIP,
    MOST_BYTES_OF_A_CAPTURE,
    SourceFile,
    SourceItem,
    clean,
    decoded,
    files_at,
    json_document,
    table,
    unreadable,
)
from data_maps.exchange.draft import MOST_NAMED, PEOPLE, UNKNOWN, MapDraft, day
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import HERE
from data_maps.first_map import USES
from data_maps.problems import Fault, Place, shown
from data_maps.uploads import BROKEN
from data_maps.usual_words import country
from data_maps.vocabulary import companies, domains

TABLE_OF_COMPANIES = "companies"
MOST_KEYS, MOST_BODY = 2_000, 2_000_000
BINARY = 2
"""The kind of a message over a WebSocket whose data captures write in base64."""
EVERY_REQUEST = "device"
"""What every request shows: the address of the network, and mostly the browser or the app."""
_SECOND_LEVEL = ("co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "gob", "gouv", "nom", "in")
_REGION = re.compile(
    r"(?:^|[.-])((?:[a-z]{2}-(?:gov-)?[a-z]+-[0-9])|(?:(?:asia|europe|us|africa|me|australia)-[a-z]+[0-9]))(?=[.-])"
)
_PARTS = re.compile(r'name="([^"\r\n]{1,200})"|^content-type:\s*([\w.+-]+/[\w.+-]+)', re.IGNORECASE | re.MULTILINE)
_DEVICE_HOSTS = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True)
class Host:
    """What is known of who runs a host: a name, where it is and who owns it, and what it does; by which table."""

    name: str
    seat: str = ""
    run_from: str = ""
    owner: str = ""
    does: tuple[str, ...] = ()
    by: str = ""


@dataclass
class Seen:
    """The requests that brought one type of data to one system."""

    first: str = ""
    requests: int = 0
    captures: set[str] = field(default_factory=set)


@dataclass
class HostSystem:
    """A system that hosts of one domain and place are taken for."""

    name: str
    host: str
    place: str
    hosts: set[str] = field(default_factory=set)
    clear: bool = False
    encrypted: bool = False
    opaque: bool = False
    data: defaultdict[str, Seen] = field(default_factory=lambda: defaultdict(Seen))


@dataclass
class Capture:
    """The requests of all files, by the system that they went to."""

    draft: MapDraft
    hosts: Mapping[str, Host]
    places: AddressRanges | None
    systems: dict[tuple[str, str], HostSystem] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    taken: list[tuple[int, tuple[str, str], tuple[str, ...]]] = field(default_factory=list)

    def request(self, file: str, capture: str, number: int, entry: Any, place: Place) -> None:
        """Take one entry of a capture; only its host, method and the kinds of data in it are looked at."""
        source = SourceFile(file, entry, lambda _path, _value: place)
        item = SourceItem(source, ("log", "entries", number), entry if isinstance(entry, dict) else {})
        request = item.item("request")
        method = request.text("method").upper()
        method = method if re.fullmatch("[A-Z]{1,12}", method) else "REQUEST"
        url = request.raw("url")
        scheme, host = _host(url if isinstance(url, str) else "")
        name = f"{method} {host}".strip()
        if not host or scheme not in ("http", "https", "ws", "wss"):
            self.draft.drop(
                item, "request", name, "it goes to no host: a page inside the browser, or data in its address"
            )
        elif _is_at_home(host):
            self.draft.drop(item, "request", name, "it goes to the device itself, or to its own network")
        elif _was_not_sent(item):
            self.draft.drop(item, "request", name, "nothing came back, and nothing shows that it was sent")
        else:
            address = clean(item.raw("serverIPAddress"), 60).strip("[]")
            where = (self.places.country(address) if self.places and address else "") or _region(host) or UNKNOWN
            company = _known(host, self.hosts)
            own = company is not None and "cloud" in company.does
            key = (host if own else domain(host), where)
            system = self.systems.setdefault(key, HostSystem(key[0], host, where))
            system.hosts.add(host)
            system.clear |= scheme in ("http", "ws")
            system.encrypted |= scheme in ("https", "wss")
            found, opaque = _data_in(request, item)
            system.opaque |= opaque
            for type_ in (EVERY_REQUEST, *(type_ for type_ in found if type_ != EVERY_REQUEST)):
                seen = system.data[type_]
                seen.requests += 1
                seen.captures.add(capture)
                seen.first = seen.first or f"request {number + 1} of {file.rsplit('/', 1)[-1]}: {name}" + (
                    f", {found[type_]}" if type_ in found else ", as every request shows it"
                )
            if len(self.times) < MOST_BODY and (time := clean(item.raw("startedDateTime"), 40)):
                self.times.append(time)
            kinds = (", ".join(found) or "no named data") + "; its body has no names that can be read" * opaque
            item.read.update(item.value)
            self.taken.append((len(self.draft.elements), key, tuple(found)))
            self.draft.take(item, "request", name, how=f"what it carries by the names of its parts: {kinds}")


class AddressRanges:
    """Countries of ranges of addresses; the narrowest range that holds an address counts."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self.ranges: dict[tuple[int, int], dict[int, str]] = {}
        for text, code in rows:
            first, _, last = text.partition("-")
            if last:
                ends = ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip())
                networks: list[Any] = list(ipaddress.summarize_address_range(*ends))
            else:
                networks = [ipaddress.ip_network(text.strip(), strict=False)]
            for network in networks:
                bits = network.max_prefixlen - network.prefixlen
                key = (network.version, network.prefixlen)
                self.ranges.setdefault(key, {})[int(network.network_address) >> bits] = code

    def country(self, address: str) -> str:
        """The country of an address; empty where no range holds it."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return ""
        for version, length in sorted(self.ranges, reverse=True):
            if version == ip.version and (
                code := self.ranges[version, length].get(int(ip) >> (ip.max_prefixlen - length))
            ):
                return code
        return ""


def drafted(files: Mapping[str, bytes], beside: Beside) -> MapDraft:
    """The hosts of all captures, with what each was sent."""
    draft = MapDraft("har", "a capture of traffic")
    hosts, places = _hosts(beside.hosts) if beside.hosts else {}, _places(beside.places) if beside.places else None
    capture = Capture(draft, hosts, places)
    for number, (file, content) in enumerate(files.items(), start=1):
        _read(capture, f"capture-{number}" if len(files) > 1 else "capture", file, content)
    draft.as_of = max((day(time) for time in capture.times), default="")
    draft.users[PEOPLE] = {}
    for written in draft.sources.values():
        if draft.as_of:
            written["date"] = draft.as_of
    own = domain(_first_party(beside.first_party) if beside.first_party else next(iter(capture.pages), ""))
    _operator(draft, own, capture)
    parties: dict[str, str] = {}
    often = _often(capture)
    flows = {
        key: _add_system(capture, system, own, often, parties, len(files)) for key, system in capture.systems.items()
    }
    for index, key, found in capture.taken:
        types = dict.fromkeys((EVERY_REQUEST, *found))
        draft.elements[index][0].becomes = tuple(flows[key][type_] for type_ in types)
    if opaque := [flows[key][EVERY_REQUEST] for key, system in capture.systems.items() if system.opaque]:
        draft.ask("What else is sent there? Bodies of some requests have no names that can be read.", opaque)
    draft.title = f"What {draft.about or 'an app'} sends, as captured"
    return draft


def _first_party(text: str) -> str:
    """The host that somebody names as the app's own, alone or in an address."""
    host = _host(text if "//" in text else f"//{text}")[1]
    if "." not in host:
        raise unreadable("first_party", f"{shown(text)} is not a domain", "write example.com")
    return host


def _add_system(
    capture: Capture,
    system: HostSystem,
    own: str,
    often: Mapping[str, dict[str, str]],
    parties: dict[str, str],
    captures: int,
) -> dict[str, str]:
    """Add a system with a flow for each type of data that it was sent; gives the flow of each type."""
    draft = capture.draft
    company = _known(system.host, capture.hosts)
    of_owner = company is not None and draft.about in (company.name, company.owner)
    first = bool(own) and (domain(system.host) == own or of_owner)
    operator = draft.operator if first else _party(draft, company, parties) if company else UNKNOWN
    source = min(system.data[EVERY_REQUEST].captures)
    id_ = draft.add_system(system.name, operator=operator, **{"in": system.place}, source=source)
    if operator == UNKNOWN and len(draft.questions) < MOST_NAMED:
        draft.ask(f"Who runs {system.name}, and where?", [f"systems.{id_}"], "operator")
    more = {"in_transit": "unknown" if system.encrypted and system.clear else "clear" if system.clear else "encrypted"}
    more["purpose"] = "first party" if first else "third party" if own else "not said whose"
    uses = [USES_OF_HOSTS[use] for use in (company.does if company else ()) if use in USES_OF_HOSTS]
    if first or uses:
        more["for"] = "service" if first else uses[0]
    flows = {}
    for type_, seen in system.data.items():
        data = draft.data_of_type(type_, **often.get(type_, {}))
        counted = {"counted": len(seen.captures), "in": captures, "unit": "captures"}
        share = {**counted, "source": source, "why": seen.first}
        own_id = f"people-{id_}-{type_}"[:60]
        flow = draft.add_flow(PEOPLE, id_, [data], id_=own_id, share=share, **more, source=source)
        flows[type_] = f"flows.{flow}"
    return flows


USES_OF_HOSTS = {**USES, "cloud": "hosting"}


def _read(capture: Capture, id_: str, file: str, content: bytes) -> None:
    """Take all entries of a file, one at a time; pages say which site it is."""
    draft = capture.draft
    draft.add_source(id_, f"Capture of traffic {file.rsplit('/', 1)[-1]}")

    def take(number: int, entry: Any, place: Place) -> None:
        capture.request(file, id_, number, entry, place)

    source = json_document(decoded(content, file), file, placed=3, each={("log", "entries"): take})
    log = source.root.item("log")
    if "entries" not in log.value:
        raise unreadable(file, "no log with entries, as an HTTP Archive has them", "is it of this format?")
    for page in log.items("pages"):
        title = page.text("title")
        host = _host(title)[1]
        if host:
            capture.pages.append(host)
        page.read.update(page.value)
        name = host or "a page"
        draft.drop(page, "page", name, "it says whose site it is" if host else "its title names no host")
    for key in ("creator", "browser"):
        if isinstance(log.value.get(key), dict):
            draft.drop(log.item(key), key, "", "with what it was captured is no part of a data map")
    log.read.update(("version", "entries", "comment"))
    # Sections of a browser's own may hold cookies: nothing in them is named.
    for key in [key for key in log.value if key not in log.read]:
        draft.drop(SourceItem(source, ("log", key), {}), "section", "", "no section of an HTTP Archive")


def _operator(draft: MapDraft, own: str, capture: Capture) -> None:
    """The company of the app: that of its own domain where it is known, else one to be asked for."""
    if not own:
        draft.ask("Whose app or site is it? --first-party names its domain, which tells first and third parties apart.")
        return
    company = _known(own, capture.hosts)
    draft.about = company.name if company else own
    if company:
        draft.operator = _party(draft, company, {})
    else:
        draft.operator = draft.add_party(f"The company behind {own} (not known)")
        draft.ask(f"Which company runs {own}, and where is it?", [f"parties.{draft.operator}"], "organised_in")


def _party(draft: MapDraft, company: Host, parties: dict[str, str]) -> str:
    """The party of a company, with its owner where the table knows one."""
    known = parties.get(company.name) or next(
        (id_ for id_, party in draft.parties.items() if party["name"] == company.name), ""
    )
    if known:
        return known
    if company.by == TABLE_OF_COMPANIES and TABLE_OF_COMPANIES not in draft.sources:
        source = companies().source
        draft.add_source(TABLE_OF_COMPANIES, source.title, on=source.date, grade=source.grade)
    by = {"source": company.by} if company.by == TABLE_OF_COMPANIES else {"why": "by the table of hosts that was given"}
    id_ = parties[company.name] = draft.add_party(company.name, company.seat, run_from=company.run_from, **by)
    if company.owner:
        above = _of_table(company.owner) or Host(company.owner, by=company.by)
        owner = _party(draft, above, parties)
        draft.add_line(owner, id_, "unknown", {}, by.get("source", ""), by.get("why", ""))
    return id_


@cache
def _of_table(name: str) -> Host | None:
    entry = next((entry for entry in companies().companies if entry.name == name), None)
    if entry is None:
        return None
    return Host(entry.name, entry.organised_in, entry.run_from or "", entry.owner or "", entry.does, TABLE_OF_COMPANIES)


def _known(host: str, own: Mapping[str, Host]) -> Host | None:
    """Who runs a host, by the table that was given, else the shipped one; the longest name that fits counts."""
    labels = host.split(".")
    names = [".".join(labels[at:]) for at in range(len(labels))]
    given = next((own[name] for name in names if name in own), None)
    shipped = next((domains()[name].name for name in names if name in domains()), "")
    return given or (_of_table(shipped) if shipped else None)


def _host(url: str) -> tuple[str, str]:
    """The scheme and the host of an address, without a name or password of somebody in it."""
    try:
        parts = urlsplit(url[:4000].strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", ""
    return parts.scheme.lower(), host if re.fullmatch(r"[a-z0-9._:-]{1,253}", host) else ""


def domain(host: str) -> str:
    """The registrable domain of a host, by the usual second levels of countries; an address is its own.

    >>> domain("a.b.example.co.uk"), domain("cdn.example.com"), domain("192.0.2.1")
    ('example.co.uk', 'example.com', '192.0.2.1')
    """
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 3:
        return host
    second = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if second else labels[-2:])


def _was_not_sent(entry: SourceItem) -> bool:
    """True of a request that failed, where no answer, no server and no time of sending speak for its having left."""
    answer = entry.item("response")
    failed = answer.raw("status") == 0 or (answer.raw("status") is None and answer.raw("_error"))
    sending = entry.item("timings").raw("send")
    left = answer.raw("headers") or entry.raw("serverIPAddress") or (isinstance(sending, int | float) and sending > 0)
    return bool(failed and not left)


def _is_at_home(host: str) -> bool:
    if host == "localhost" or host.endswith(_DEVICE_HOSTS) or ("." not in host and ":" not in host):
        return True
    try:
        address = ipaddress.ip_address(host)
        return address.is_loopback or address.is_link_local or (address.is_private and not address.is_reserved)
    except ValueError:
        return False


def _region(host: str) -> str:
    """The country of a region of a cloud in the name of a host; empty where it names none."""
    region = _REGION.search(host)
    code = country(region[1]) if region else ""
    return "" if isinstance(code, Fault) else code


@cache
def _table() -> tuple[tuple[str, re.Pattern[str], str, str], ...]:
    """The published table of keys and kinds of bodies, each with the type of data that it means."""
    with (HERE / "capture_words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["where"], re.compile(row["pattern"].replace(" ?", "")), row["type"], row["what"])
            for row in csv.DictReader(file)
        )


@cache
def meaning(where: str, word: str) -> tuple[str, str] | None:
    """The type of data that a key or the kind of a body means, and in which words the table says so.

    >>> meaning("key", "userLocation"), meaning("body", "image/png"), meaning("key", "x")
    (('location', 'a key for a place'), ('image', 'an image is sent'), None)
    """
    # Browsers write the names of parameters as they were sent: user%5Bemail%5D.
    word = unquote_plus(word) if where == "key" else word
    inner = re.search(r"\[([^\[\]]+)\]$", word) if where == "key" else None
    for each in (word, inner[1]) if inner else (word,):
        plain = each.lower() if where == "body" else re.sub(r"[^a-z0-9]", "", each.lower())
        for kind, pattern, type_, what in _table():
            if kind == where and pattern.fullmatch(plain):
                return type_, what
    return None


def _data_in(request: SourceItem, entry: SourceItem) -> tuple[dict[str, str], bool]:
    """The types of data by the names of a request's parts, with the table's words; and whether its body has none."""
    found: dict[str, str] = {}
    words: list[tuple[str, str]] = [("key", item.text("name")) for item in request.items("queryString")[:MOST_KEYS]]
    url = request.raw("url")
    if not words and isinstance(url, str):
        words += [("key", key) for key in _form_keys(_query(url))]
    body = request.item("postData")
    kind = body.text("mimeType").split(";")[0].strip().lower()
    words.append(("body", kind))
    for part in body.items("params")[:MOST_KEYS]:
        words += [("key", part.text("name")), ("body", part.text("contentType").split(";")[0].lower())]
    bodies = [body, request.item("_content")]
    texts = [_body(part.raw("text"), encoded=part.text("encoding").lower() == "base64") for part in bodies]
    messages = entry.raw("_webSocketMessages")
    if isinstance(messages, list):
        texts += [
            _body(each.get("data"), encoded=each.get("opcode") == BINARY)
            for each in messages[:MOST_KEYS]
            if isinstance(each, dict) and each.get("type") == "send"
        ]
    named = len(words)
    for text in filter(None, texts):
        words += _words_in(text, kind)
    size = request.raw("bodySize")
    sent = any(texts) or (isinstance(size, int) and size > 0)
    opaque = sent and len(words) == named and not body.value.get("params") and not meaning("body", kind)
    for where, word in words:
        if word and len(word) < 80 and (means := meaning(where, word)):
            found.setdefault(means[0], means[1])
    return found, opaque


def _body(text: Any, *, encoded: bool) -> str:
    """The beginning of a body as text, out of base64 and of gzip in it; as it stands where it is neither."""
    if not isinstance(text, str):
        return ""
    if not encoded:
        return text[:MOST_BODY]
    try:
        content = base64.b64decode(text[:MOST_BODY])
        if content.startswith(GZIP):
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MOST_BODY)
    except BROKEN:
        return text[:MOST_BODY]
    return content.decode("utf-8", "replace")


def _query(url: str) -> str:
    """The query of an address; empty where it is no address."""
    try:
        return urlsplit(url[:100_000]).query
    except ValueError:
        return ""


def _form_keys(text: str) -> list[str]:
    try:
        return [key for key, _ in parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_KEYS)]
    except ValueError:
        return []


def _words_in(text: str, kind: str) -> list[tuple[str, str]]:
    """The names of the parts of a body: keys of JSON, also of several lines of it, fields of forms, kinds of files."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        values = []
        for piece in [text, *text.splitlines()[:200]]:
            try:
                values.append(json.loads(piece))
            except (ValueError, RecursionError):
                continue
            if piece is text:
                break
        return [("key", key) for value in values for key in _keys(value)]
    if kind.startswith("multipart/"):
        return [("key", name) if name else ("body", type_.lower()) for name, type_ in _PARTS.findall(text)[:MOST_KEYS]]
    if kind == "application/x-www-form-urlencoded" or re.match(r"[\w.\[\]%-]{1,80}=", text):
        return [("key", key) for key in _form_keys(text)]
    return []


def _keys(value: Any) -> Iterator[str]:
    """The keys in a value of JSON, the first ones of it."""
    waiting, left = [value], MOST_KEYS
    while waiting and left:
        here = waiting.pop()
        if isinstance(here, dict):
            for key, inner in here.items():
                left -= 1
                if not left:
                    return
                yield key
                waiting.append(inner)
        elif isinstance(here, list):
            waiting += here[:20]


def _often(capture: Capture) -> dict[str, dict[str, str]]:
    """How often each type of data was sent, where it was sent more than once: by day where a capture takes several."""
    days = sorted(_moments(capture.times))
    span = max((days[-1] - days[0]).total_seconds() / 86_400, 1.0) if days else 1.0
    often = {}
    for type_ in dict.fromkeys(type_ for system in capture.systems.values() for type_ in system.data):
        requests = sum(system.data[type_].requests for system in capture.systems.values() if type_ in system.data)
        rate = requests / span
        if requests > 1:
            word = "daily" if rate >= 0.5 else "weekly" if rate >= 1 / 14 else "monthly"
            told = f"{span:.0f} days" if span > 1 else "a day or less"
            often[type_] = {"often": word, "why": f"{requests} requests in {told} of capture"}
    return often


def _moments(times: Iterable[str]) -> Iterator[datetime]:
    for text in times:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        yield moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())


def _own_table(name: str, known: tuple[str, ...]) -> Iterator[tuple[SourceItem, list[str]]]:
    """The rows of a table that was given, each with its cells by the headings that are known."""
    ((file, content),) = files_at([name], (".csv",)).items()
    read = table(content, file, lambda cells: sum(cell.lower() in known for cell in cells))
    headings = {heading.lower(): heading for heading in read.headings}
    if missing := [each for each in known[:2] if each not in headings]:
        raise unreadable(file, f"no column {missing[0]}", f"the columns are {', '.join(known)}")
    for row in read.rows:
        yield row, [row.text(headings[each]) if each in headings else "" for each in known]


def _hosts(name: str) -> dict[str, Host]:
    """Who runs which hosts, by a table of one's own: host, name, country, run_from, owner, does."""
    hosts = {}
    for row, (host, called, seat, run_from, owner, does) in _own_table(
        name, ("host", "name", "country", "run_from", "owner", "does")
    ):
        if not host:
            raise unreadable(row.place.file, "no host in this row", "write example.com", row.place.line)
        for code in filter(None, (seat, run_from)):
            if code.upper() not in CODES:
                raise unreadable(row.place.file, "not a country code", "write DE", row.place.line)
        uses = tuple(use.strip() for use in does.split(";"))
        hosts[host.lower().removeprefix("*.")] = Host(
            called or host, seat.upper(), run_from.upper(), owner, uses, "given"
        )
    return hosts


def _places(name: str) -> AddressRanges:
    """The countries of addresses, by a table of one's own: range, country."""
    rows = []
    for row, (text, code) in _own_table(name, ("range", "country")):
        if code.upper() not in CODES:
            raise unreadable(row.place.file, "not a country code", "write DE", row.place.line)
        try:
            AddressRanges([(text, code)])
        except (ValueError, TypeError):
            raise unreadable(row.place.file, "not a range of addresses", "write 192.0.2.0/24", row.place.line) from None
        rows.append((text, code.upper()))
    return AddressRanges(rows)


FORMAT = ForeignFormat(
    "har",
    "HTTP Archive (1.1 and 1.2): traffic as browsers and proxies save it",
    (".har", ".json"),
    drafted,
    "hosts become systems of the companies that the table of companies knows, first and third parties apart; names of "
    "parts of requests become data, each flow an estimate with its first request; volumes become often",
    "what comes back; pages, times, sizes, cookies, headers and every value; requests that were not sent",
    "who runs a host that no table knows; where hosts stand; whose app it is where nothing says so",
    most_bytes=MOST_BYTES_OF_A_CAPTURE,
)
