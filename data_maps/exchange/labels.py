"""Labels of app stores, in which a developer declares what an app collects: Apple's and Google Play's."""

from __future__ import annotations

import plistlib
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.exchange.documents import SourceFile, SourceItem, clean, document, table, unreadable
from data_maps.exchange.draft import PEOPLE, UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import types_named
from data_maps.problems import Place

OTHERS = "Other companies that get it"
_PREFIX = re.compile(r"^(NSPrivacyCollectedDataType|NSPrivacyAccessedAPICategory|PSL_)")
PLAY_COLUMNS = (r"question id", r"response id", r"response value|^answer$|^value$")
STORE_WORDS = {
    "PSL_EMAIL": "email address",
    "PSL_OTHER": "financial info",
    "PSL_OTHER_PERSONAL": "personal info",
    "PSL_OTHER_MESSAGES": "messages",
    "PSL_SMS_CALL_LOG": "messages",
    "PSL_OTHER_AUDIO": "audio",
    "PSL_USER_ACCOUNT": "account",
    "PhotosorVideos": "photos and videos",
}
"""Words for identifiers of the stores that would be read as something else."""
TRACKED = ("DATA_USED_TO_TRACK_YOU", "Data Used to Track You")


class DeclaredLabel:
    """What a label declares: the app's own system, other companies, and the flows of each type of data."""

    def __init__(self, draft: MapDraft, source: str, called: str) -> None:
        self.draft, self.source = draft, source
        draft.users[PEOPLE] = {}
        self.own = draft.add_system(called, operator=draft.operator or UNKNOWN, source=source)
        self.others = ""

    def declare(
        self, item: SourceItem, kind: str, label: str, *, shared: str = "", share: str | None = UNKNOWN, **more: str
    ) -> None:
        """Add what is declared of one kind of data; `shared` is what others get it for, empty where they get none."""
        types = types_named(STORE_WORDS.get(label) or _PREFIX.sub("", label).replace("_", " "))
        if not types:
            id_ = self.draft.add_data(
                label, "metadata", why="the label names no type of data: that the app is used stands for it"
            )
            self.draft.ask(f"Which type of data is {label}?", [f"data.{id_}"])
            ids = [id_]
        else:
            ids = [self.draft.data_of_type(type_) for type_ in types]
        becomes = []
        ends = [(PEOPLE, self.own, {**({"share": share} if share else {}), "for": "service"})]
        if shared:
            if not self.others:
                self.others = self.draft.add_system(OTHERS, source=self.source)
                self.draft.ask("Which companies get these data?", [f"systems.{self.others}"], "operator")
            ends.append((self.own, self.others, {"share": UNKNOWN, "for": shared}))
        for start, end, told in ends:
            there = {
                id_ for flow in self.draft.flows if (flow["from"], flow["to"]) == (start, end) for id_ in flow["data"]
            }
            if lacking := [id_ for id_ in ids if id_ not in there]:
                self.draft.add_flow(
                    start, end, lacking, id_=f"{start}-{end}-{lacking[0]}", **told, **more, source=self.source
                )
            becomes.append(f"systems.{end}")
        item.read.update(item.value)
        self.draft.take(
            item,
            kind,
            label,
            *(f"data.{id_}" for id_ in ids),
            *becomes,
            how=f"declared as {', '.join(types) or 'data of no known type'}",
        )


def apple(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """What Apple's privacy labels and manifests declare."""
    draft = MapDraft("apple-privacy", "a label of an app store")
    for file, content in files.items():
        manifest = file.lower().endswith((".xcprivacy", ".plist")) or content.lstrip()[:5] in (
            b"<?xml",
            b"<!DOC",
            b"bplis",
        )
        root = _manifest(content, file) if manifest else _details(content, file)
        called = next((text for item in _mappings(root) if (text := item.text("artistName", "sellerName"))), "")
        app = next(
            (
                text
                for item in _mappings(root)
                if item.text("artistName", "sellerName") and (text := item.text("name", "trackName"))
            ),
            "",
        )
        draft.about = draft.about or app
        draft.title = draft.title or (f"What the label of {app} declares" if app else "What a label declares")
        if called and not draft.operator:
            draft.operator = draft.add_party(called)
        source = draft.add_source(
            "apple-manifest" if manifest else "apple-privacy",
            "Privacy manifest of an app" if manifest else "Privacy label in the App Store",
            publisher=called,
        )
        label = DeclaredLabel(draft, source, f"{app} service" if app else "Service of the app")
        before = len(draft.elements)
        if manifest:
            _declare_manifest(draft, label, root)
        else:
            _declare_details(draft, label, root)
        if len(draft.elements) == before:
            raise unreadable(
                file, "no privacy types and no collected data types", "is it a label or a manifest of Apple's?"
            )
    return draft


def _declare_manifest(draft: MapDraft, label: DeclaredLabel, root: SourceItem) -> None:
    for item in root.items("NSPrivacyCollectedDataTypes"):
        type_, purposes = (
            item.text("NSPrivacyCollectedDataType"),
            " ".join(item.texts("NSPrivacyCollectedDataTypePurposes")),
        )
        tracked = item.flag("NSPrivacyCollectedDataTypeTracking")
        label.declare(
            item,
            "data type",
            _PREFIX.sub("", type_),
            shared="advertising" if tracked else "",
            purpose=clean(_PREFIX.sub("", purposes), 100) or "not said",
        )
    for domain in root.texts("NSPrivacyTrackingDomains"):
        draft.ask(f"Who runs {domain}, which the manifest names for tracking?", [f"systems.{label.own}"])
        draft.drop(root, "tracking domain", domain, "a host alone says nothing of data: it is asked who runs it")
    draft.drop_all(root, "NSPrivacyAccessedAPITypes", "interface", "what an app asks its own device is no flow")
    if "NSPrivacyCollectedDataTypes" in root.value and not root.value["NSPrivacyCollectedDataTypes"]:
        draft.drop(root, "declaration", "no data", "nothing is collected, by the manifest")
    elif isinstance(root.value.get("NSPrivacyTracking"), bool):
        draft.drop(root, "declaration", "tracking", "each type of data says it by itself")


def _declare_details(draft: MapDraft, label: DeclaredLabel, root: SourceItem) -> None:
    """Take the privacy types of a label, as the App Store has them in several shapes, or as they are uploaded."""
    for item in list(_mappings(root)):
        holder = item.item("privacyTypes") if isinstance(item.value.get("privacyTypes"), dict) else item
        for privacy in holder.items("items" if holder is not item else "privacyTypes"):
            _declare_type(draft, label, privacy)
        if isinstance(item.value.get("data_protections"), list):
            category, protections = item.text("category"), item.texts("data_protections")
            shared = "advertising" if TRACKED[0] in protections else ""
            purpose = ", ".join(item.texts("purposes")) or "not said"
            if category:
                label.declare(item, "data category", category, shared=shared, purpose=clean(purpose, 100))
            else:
                draft.drop(item, "declaration", ", ".join(protections), "it names no data")


def _declare_type(draft: MapDraft, label: DeclaredLabel, privacy: SourceItem) -> None:
    kind = privacy.text("identifier", "privacyType", "title")
    shared = "advertising" if kind in TRACKED else ""
    groups = [(privacy, "")]
    groups += [(purpose, purpose.text("purpose", "title", "identifier")) for purpose in privacy.items("purposes")]
    keys = ("dataCategories", "categories")
    categories = [(each, purpose) for group, purpose in groups for key in keys for each in group.items(key)]
    for category, purpose in categories:
        types = category.texts("dataTypes") or [category.text("dataCategory", "title", "identifier")]
        for at, type_ in enumerate(types):
            one = SourceItem(category.document, (*category.path, "dataTypes", at), category.value)
            told = purpose or "tracking" * bool(shared) or "not said"
            label.declare(one, "data type", type_, shared=shared, purpose=clean(told, 100))
    if not categories:
        draft.drop(privacy, "privacy type", kind, "it names no data")


def _mappings(root: SourceItem) -> Iterator[SourceItem]:
    """All mappings in a file, from the outside in; a label has no more than a few thousand."""
    waiting, left = deque([root]), 20_000
    while waiting and left:
        item = waiting.popleft()
        left -= 1
        yield item
        for key, value in item.value.items():
            if isinstance(value, dict):
                waiting.append(SourceItem(root.document, (*item.path, key), value))
            elif isinstance(value, list):
                waiting += [
                    SourceItem(root.document, (*item.path, key, at), part)
                    for at, part in enumerate(value[:2_000])
                    if isinstance(part, dict)
                ]


def _details(content: bytes, file: str) -> SourceItem:
    """A label as JSON: a mapping, or the list of categories that is uploaded."""
    source = document(content, file)
    return SourceItem(source, (), {"categories": source.value}) if isinstance(source.value, list) else source.root


def _manifest(content: bytes, file: str) -> SourceItem:
    """A property list, as XML or binary."""
    try:
        value: Any = plistlib.loads(content)
    except Exception:  # noqa: BLE001 - a broken list fails in as many ways as its library has
        raise unreadable(file, "not readable as a property list", "is it a PrivacyInfo.xcprivacy?") from None
    lines = content.splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if b"<key>NSPrivacyCollectedDataType</key>" in line]

    def place(path: tuple[str | int, ...], _part: Any) -> Place:
        at = path[1] if len(path) > 1 and isinstance(path[1], int) and path[0] == "NSPrivacyCollectedDataTypes" else -1
        return Place(file, numbers[at] if 0 <= at < len(numbers) else 1, 1)

    return SourceFile(file, value, place).root


def play(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """What Google Play's form on data safety declares, as it is exported."""
    draft = MapDraft("play-safety", "a label of an app store", title="What the label of an app declares")
    source = draft.add_source("play-safety", "Data safety section in Google Play")
    label = DeclaredLabel(draft, source, "Service of the app")
    for file, content in files.items():
        read = table(content, file, lambda cells: sum("question" in cell.lower() for cell in cells))
        named = [
            next((heading for heading in read.headings if re.search(words, heading.lower())), "")
            for words in PLAY_COLUMNS
        ]
        if not all(named):
            raise unreadable(file, "no column for question, response and value", "export the form in the Play Console")
        answers = [PlayAnswer(row, *(row.text(heading) for heading in named)) for row in read.rows]
        true = {(answer.question, answer.response) for answer in answers if answer.is_true}
        for answer in answers:
            answer.row.read.update(answer.row.value)
            _declare_answer(draft, label, answer, true)
    return draft


@dataclass(frozen=True)
class PlayAnswer:
    """A row of the form of Google Play."""

    row: SourceItem
    question: str
    response: str
    value: str

    @property
    def is_true(self) -> bool:
        """Whether it is ticked."""
        return self.value.lower() == "true"


def _declare_answer(draft: MapDraft, label: DeclaredLabel, answer: PlayAnswer, true: set[tuple[str, str]]) -> None:
    """Take one answer, in the light of all that are true."""
    row, question, response = answer.row, answer.question, answer.response
    if not answer.is_true:
        draft.drop(row, "answer", f"{question} {response}".strip(), "it is not so, or not answered")
    elif question.startswith("PSL_DATA_TYPES_"):
        usage = {each for at, each in true if f":{response}:" in at}
        sharing = any(f":{response}:" in at and at.endswith("SHARING_PURPOSE") for at, _ in true)
        shared = "other" if sharing or any("SHARED" in each for each in usage) else ""
        share = None if any("REQUIRED" in each for each in usage) else UNKNOWN
        line = "encrypted" if any("ENCRYPTED_IN_TRANSIT" in at for at, _ in true) else UNKNOWN
        label.declare(row, "data type", response, shared=shared, share=share, in_transit=line)
    elif question.startswith("PSL_DATA_USAGE_RESPONSES:"):
        told = "whether it is shared, and whether people can refuse"
        draft.take(row, "usage", f"{question.split(':')[1]} {response}", f"systems.{label.own}", how=told)
    elif "ENCRYPTED_IN_TRANSIT" in question:
        draft.take(row, "practice", question, "flows", how="lines are encrypted")
    else:
        draft.drop(row, "answer", f"{question} {response}".strip(), "no part of a map says it")


_ASKS = "who runs the app's service and where; who the others are; of what share of people; what has no known type"
APPLE = ForeignFormat(
    "apple-privacy",
    "Apple's privacy labels (App Store JSON) and manifests (PrivacyInfo.xcprivacy)",
    (".json", ".xcprivacy", ".plist"),
    apple,
    "declared types become data that people send to the app's service; what is used to track goes on to others",
    "what an app asks its own device; whether data are linked to somebody; tracking domains",
    _ASKS,
)
PLAY = ForeignFormat(
    "play-safety",
    "Google Play's data safety section, as the Play Console exports it (CSV)",
    (".csv",),
    play,
    "declared types become data that people send to the app's service; what is shared goes on to other companies",
    "answers that are no, purposes, deletion, reviews",
    _ASKS,
)
