"""Resources of fideslang, 2 and 3: systems with privacy declarations, datasets and organisations."""

from __future__ import annotations

import csv
import re
from collections import defaultdict, deque
from collections.abc import Mapping
from functools import cache

from data_maps.exchange.documents import SourceItem, document, unreadable
from data_maps.exchange.draft import UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import HERE, types_named
from data_maps.usual_words import country
from data_maps.vocabulary import data_types

SECTIONS = (
    *("system", "dataset", "organization", "policy", "registry", "systems", "datasets", "fields"),
    *("data_category", "data_use", "data_subject", "evaluation"),
)


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The systems and datasets of all files."""
    draft = MapDraft("fides", "a data map of fides")
    roots = [document(content, file).root for file, content in files.items()]
    source = draft.add_source("fides", "Resources of fideslang")
    reader = _FidesReader(draft, source)
    for root in roots:
        if not any(section in root.value for section in SECTIONS):
            raise unreadable(
                root.document.file, "no system, no dataset and no other resource of fideslang", "is it of this format?"
            )
        for organization in root.items("organization"):
            reader.organization(organization)
    for root in roots:
        for category in root.items("data_category"):
            reader.own_category(category)
        for subject in root.items("data_subject"):
            reader.subjects[subject.text("fides_key")] = subject.text("name", "fides_key")
    for root in roots:
        for key in ("dataset", "datasets"):
            for dataset in root.items(key):
                reader.dataset(dataset)
        if "fields" in root.value and isinstance(root.value["fields"], list):
            reader.dataset(root)
    systems = [system for root in roots for key in ("system", "systems") for system in root.items(key)]
    for system in systems:
        reader.arriving(system)
    for system in systems:
        reader.system(system)
    for system in systems:
        reader.links(system)
    reader.datasets_alone()
    reader.taxonomy(roots)
    for root in roots:
        draft.drop_rest(root)
    title = next(
        (
            text
            for root in roots
            for key in ("organization", "system", "systems")
            for item in root.items(key)
            if (text := item.text("name"))
        ),
        "",
    )
    draft.about, draft.title = draft.about or title, draft.title or title
    return draft


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """The published table of categories, with their types of data, and of uses, with what a receiver does."""
    with (HERE / "fides_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {kind: {row["begins"]: row["means"] for row in rows if row["kind"] == kind} for kind in ("category", "use")}


def longest(kind: str, word: str) -> str:
    """What the table says of the longest beginning of a dotted word; empty where it has none.

    >>> longest("category", "user.location.imprecise"), longest("use", "marketing.email")
    ('location', 'advertising')
    """
    parts, table = word.split("."), _words()[kind]
    return next((table[key] for end in range(len(parts), 0, -1) if (key := ".".join(parts[:end])) in table), "")


class _FidesReader:
    """Fills a draft from resources; keeps which key became which part of the map."""

    def __init__(self, draft: MapDraft, source: str) -> None:
        self.draft, self.source = draft, source
        self.systems: dict[str, str] = {}
        self.categories: dict[str, str] = {}
        self.datasets: dict[str, list[str]] = {}
        self.stored: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        self.held: dict[str, list[str]] = {}
        self.linked: dict[tuple[str, str], set[str]] = {}
        self.own: dict[str, tuple[str, str]] = {}
        self.subjects: dict[str, str] = {}
        self.passed: defaultdict[str, set[str]] = defaultdict(set)
        self.uses: dict[tuple[str, str], str] = {}
        self.parties: dict[str, str] = {}

    def party(self, name: str) -> str:
        """The party of a name, added where it is not there yet."""
        if name not in self.parties:
            self.parties[name] = self.draft.add_party(name, source=self.source)
        return self.parties[name]

    def own_category(self, item: SourceItem) -> None:
        """Note a category of one's own: its name, and its type by a tag, what is above it, or its words."""
        key, name = item.text("fides_key"), item.text("name", "fides_key")
        tagged = (tag for tag in item.texts("tags") if tag in data_types())
        self.own[key] = name, next(tagged, "") or longest("category", item.text("parent_key"))

    def taxonomy(self, roots: list[SourceItem]) -> None:
        """Say what became of categories and subjects of one's own, once it is known what has them."""
        for root in roots:
            for section, kind, known in (
                ("data_category", "data", self.categories),
                ("data_subject", "users", self.groups),
            ):
                for item in root.items(section):
                    name, id_ = item.text("name", "fides_key"), known.get(item.text("fides_key"))
                    item.read.update(("parent_key", "tags", "organization_fides_key"))
                    if id_:
                        self.draft.take(item, section, name, f"{kind}.{id_}", how="its name and type")
                    else:
                        self.draft.drop(item, section, name, "nothing in these files has it")

    def arriving(self, item: SourceItem) -> None:
        """Note which categories come to a system from others, where a link between them says so."""
        for way, other in (("ingress", item), ("egress", None)):
            for link in item.items(way):
                end = (other or link).text("fides_key")
                self.passed[end].update(link.texts("data_categories"))

    def organization(self, item: SourceItem) -> None:
        name = item.text("name", "fides_key")
        id_ = self.party(name)
        self.draft.operator = self.draft.operator or id_
        item.read.add("fides_key")
        self.draft.take(item, "organization", name, f"parties.{id_}", how="its name; its contacts are left out")

    def data(self, categories: list[str]) -> list[str]:
        """The data of some categories; those about nobody are left out."""
        ids = []
        for category in categories:
            if category not in self.categories:
                name, known = self.own.get(category, (category, ""))
                type_ = (
                    known
                    or longest("category", category)
                    or ("" if category.startswith("system") else next(iter(types_named(category)), ""))
                )
                if not type_:
                    self.categories[category] = ""
                elif type_ in self.draft.data and category == type_:
                    self.categories[category] = type_
                else:
                    self.categories[category] = self.draft.add_data(name, type_)
            ids.append(self.categories[category])
        return [id_ for id_ in dict.fromkeys(ids) if id_]

    def dataset(self, item: SourceItem) -> None:
        key, name = item.text("fides_key", "id"), item.text("name", "fides_key")
        found = self.data(item.texts("data_categories"))
        for collection in [item, *item.items("collections")]:
            found += self.data(collection.texts("data_categories"))
            waiting = deque(collection.items("fields"))
            while waiting:
                field = waiting.popleft()
                ids = self.data([*field.texts("data_categories"), *field.texts("pii")])
                found += ids
                called = field.text("name")
                waiting += field.items("fields")
                if ids:
                    self.draft.take(field, "field", called, *(f"data.{id_}" for id_ in ids), how="by its categories")
                else:
                    self.draft.drop(field, "field", called, "it has no category about people")
            if collection is not item:
                called = collection.text("name")
                self.draft.take(collection, "collection", called, "data", how="its fields, one by one")
        self.datasets[key] = list(dict.fromkeys(found))
        item.read.update(("organization_fides_key", "fides_key", "id", "version", "raw"))
        self.draft.take(
            item, "dataset", name, *(f"data.{id_}" for id_ in self.datasets[key]), how="its fields, one by one"
        ) if found else self.draft.drop(item, "dataset", name, "no field of it is about people")
        self.stored[key] = name

    def system(self, item: SourceItem) -> None:
        key, name = item.text("fides_key"), item.text("name", "fides_key")
        if key in self.systems:
            self.draft.drop(item, "system", name, "another system has its key")
            return
        places = [code for text in item.texts("third_country_transfers") if isinstance(code := country(text), str)]
        owner, meta = item.text("legal_name"), item.item("meta")
        told = {"operator": self.party(owner)} if owner else {}
        stated = country(meta.text("country")) if meta.text("country") else ""
        told |= {"in": stated} if isinstance(stated, str) and stated else {}
        told |= {"keys": meta.text("keys")} if meta.text("keys") in ("operator", "users", "none") else {}
        if meta.left:
            item.read.discard("meta")
        id_ = self.systems[key] = self.draft.add_system(name, source=self.source, **told)
        if places:
            self.draft.ask(f"Data of {name} go to {', '.join(places)}: to whom there?", [f"systems.{id_}"])
        declarations = item.items("privacy_declarations")
        self.draft.take(item, "system", name, f"systems.{id_}", how="a system; its declarations one by one")
        item.read.update(("organization_fides_key", "privacy_declarations", "egress", "ingress", "system_type"))
        for declaration in declarations:
            self.declaration(declaration, id_, self.passed[key])
        self.keep(id_, item.texts("dataset_references"))

    def keep(self, system: str, references: list[str]) -> list[str]:
        """Note that a system has the data of some datasets; gives these data, and asks for those of absent datasets."""
        for reference in references:
            self.stored.pop(reference, None)
            if reference not in self.datasets:
                self.draft.ask(
                    f"Which data are in {reference}? These files have no such dataset.", [f"systems.{system}"]
                )
        ids = [id_ for reference in references for id_ in self.datasets.get(reference, ())]
        self.held.setdefault(system, []).extend(ids)
        self.draft.hold(system, ids)
        return list(dict.fromkeys(ids))

    def declaration(self, item: SourceItem, system: str, passed: set[str]) -> None:
        use, name = item.text("data_use"), item.text("name", "data_use")
        stored = self.keep(system, item.texts("dataset_references"))
        ids = self.data(item.texts("data_categories")) if item.texts("data_categories") else stored
        if not ids:
            self.draft.drop(item, "declaration", name, "it names no category about people")
            return
        self.held.setdefault(system, []).extend(ids)
        means = longest("use", use)
        self.draft.hold(system, ids)
        from_others = self.data([each for each in item.texts("data_categories") if each in passed])
        self.uses |= {(system, id_): means for id_ in from_others}
        own = [id_ for id_ in ids if id_ not in from_others]
        flows = []
        for subject in item.texts("data_subjects") or ["people"]:
            if subject not in self.groups:
                called = subject.replace("_", " ")
                group = self.groups[subject] = self.draft.id_for(called, "people")
                self.draft.users[group] = {"name": self.subjects.get(subject) or called.capitalize()}
            if not own:
                continue
            told = {"purpose": name, "share": UNKNOWN, **({"for": means} if means else {})}
            flows.append(
                "flows." + self.draft.add_flow(self.groups[subject], system, own, id_=name, **told, source=self.source)
            )
        if span := re.fullmatch(r"([0-9]+) (day|week|month|year)s?", item.text("retention_period").lower()):
            keeps = self.draft.systems[system].setdefault("keeps", {})
            keeps |= dict.fromkeys(ids, span[0])
        item.read.update(("ingress", "egress", "flexible_legal_basis_for_processing"))
        self.draft.take(
            item,
            "declaration",
            name,
            *(flows or [f"systems.{system}"]),
            how=("a flow of its categories from its subjects" if own else "what other systems pass on")
            + (f", for {means}" if means else ""),
        )

    def links(self, item: SourceItem) -> None:
        """The flows between systems, each said at either end or in a declaration."""
        here = self.systems.get(item.text("fides_key"), "")
        for way in ("ingress", "egress"):
            for link in item.items(way):
                other, name = self.systems.get(link.text("fides_key"), ""), f"{way} {link.text('fides_key')}"
                start, end = (other, here) if way == "ingress" else (here, other)
                link.text("type")
                if not here or not other or start == end:
                    self.draft.drop(link, "link", name, "its other end is no system in these files")
                    continue
                stated = self.data(link.texts("data_categories")) or list(
                    dict.fromkeys(self.held.get(start) or self.held.get(end) or [self.draft.unnamed_data()])
                )
                there = self.linked.setdefault((start, end), set())
                if more := [id_ for id_ in stated if id_ not in there]:
                    uses = {use for id_ in more if (use := self.uses.get((end, id_)))}
                    told = {"for": next(iter(uses))} if len(uses) == 1 else {}
                    self.draft.add_flow(start, end, more, id_=name, in_transit=UNKNOWN, **told, source=self.source)
                    there.update(more)
                self.draft.take(
                    link, "link", name, f"flows.{start}.{end}", how="which data: those of the system they come from"
                )

    def datasets_alone(self) -> None:
        """Datasets that no system refers to are systems by themselves."""
        for key, name in self.stored.items():
            if self.datasets[key]:
                self.draft.hold(self.draft.add_system(name, source=self.source), self.datasets[key])


FORMAT = ForeignFormat(
    "fides",
    "fideslang (2 and 3): systems, datasets, organisations",
    (".yml", ".yaml", ".json"),
    drafted,
    "systems become systems, declarations flows of their categories from their subjects, ingress and egress flows; "
    "datasets that no system refers to become systems",
    "policies, fields and categories about no person, contacts, legal bases, departments",
    "who runs a system, where it stands, who holds its keys; how many subjects there are",
)
