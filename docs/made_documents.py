"""Checklists of documents that are filed: on which page of two cases each line stands."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache

from made_examples import assessed
from made_format import Lines, table
from pypdf import PdfReader

from assessments.exports import pdf
from assessments.report.filed.kinds import filed
from risk.uncertainty.draw_counts import DRAWS

CASES = ("wechat-2020", "eu-saas")
NO_TRANSFER = "This map has no transfer"
CHECKLISTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "brief": (
        ("question, by, for, day", "Asked by"),
        ("page one's answers, the state asked about first", "Who could?"),
        ("every number with its interval and its base", "What each state could order; 90% intervals"),
        ("what is specific to the owner, in plain words", "Because of the"),
        ("record here and worldwide", "On record"),
        ("options: reach left, share of data, people cut off, years lost, why", "Years lost"),
        ("law: outcome, instrument, who read it and when", "Read by Datareach"),
        ("agreed, disputed, ours", "Agreed"),
        ("three facts that turn it", "Turns it"),
        ("may not say", "May not be said"),
        ("limits", "Limits"),
        ("numbered sources with printed address and access date", "on which days were they read?"),
        ("map hash, fingerprint, version, command to repeat", "Map (SHA-256)"),
    ),
    "memo": (
        ("what is barred, what is open, whom to ask first", "Applies beside"),
        ("duties with their days", "What is owed by when"),
        ("days on which an answer changes", "Known days on which an answer"),
        ("outcome of each law, and what it means", "Laws that apply or may"),
        ("facts that led there, each with its text and its line", "Looked at"),
        ("what was assumed", "Taken as so while nobody says otherwise"),
        ("open questions, each put to somebody", "Questions open"),
        ("other facts that would turn it", "What would change it"),
        ("limits of each law", "Not looked at, or taken as given"),
        ("laws that ask nothing, and what was looked at", "Laws that ask nothing on these facts"),
        ("texts by number with their addresses", "Sources"),
        ("map hash, fingerprint, version, command to repeat", "Map (SHA-256)"),
    ),
    "tia": (
        ("a sheet for each exporter, importer and country", "a sheet for each"),
        ("parties, roles", "Role of the exporter"),
        ("data, people, purpose, frequency", "Frequency"),
        ("form and keys, onward", "Onward transfer"),
        ("tool, module, day", "which tool, which module"),
        ("whether the importer is itself under the GDPR", "have you an establishment in the Union"),
        ("laws that reach this importer, read on", "Law that reaches"),
        ("the four essential guarantees", "is guarantee A met"),
        ("practice, requests received", "how many requests for such data"),
        ("which Annex 2 case, and why", "Which case of"),
        ("measures with reach before and after", "Measures on the map"),
        ("formal steps", "Formal step"),
        ("review day and triggers", "Review day"),
        ("conclusion by a named person", "Conclusion"),
        ("blanks counted on page one", "in square brackets"),
        ("fit for clause 14(d)", "clause 14(d)"),
    ),
    "declaration": (
        ("caption", "Case number"),
        ("qualifications, publications, testimony, pay: blanks", "which qualifications"),
        ("assumptions given by counsel", "which assumptions did you give"),
        ("each opinion: basis, certainty, what it is not", "It is no opinion that"),
        ("facts considered, complete", "I considered the map"),
        ("method with every known error rate", "Known error:"),
        ("agreed numbers as pleaded", "Numbers agreed and disputed"),
        ("every default changed, and why", "Every default that is replaced"),
        ("summaries (FRE 1006)", "1006"),
        ("the sentence of 28 USC 1746", "28 USC 1746(2)"),
        ("ledger of the numbers that move a claim", "The numbers that move an opinion"),
    ),
    "dpia": (
        ("basis, necessity", "Lawful basis"),
        ("consultation", "3. Consultation"),
        ("adviser's words", "what do you advise on"),
        ("what is not modelled is said", "Unwanted change and loss"),
        ("sign-off", "7. Sign-off"),
    ),
}
"""Each line of a checklist, and the words of a document that stand where it is met."""


@cache
def _pages(kind: str, case: str) -> tuple[str, ...]:
    reader = PdfReader(io.BytesIO(pdf.rendered(filed(assessed(f"case:{case}", DRAWS), kind))))
    return tuple(_squeezed(page.extract_text()) for page in reader.pages)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def checklist(kind: str, *_: str) -> Lines:
    """The lines of a kind's checklist with the page of each case on which it stands."""
    rows = ((line, *(_page(kind, case, words) for case in CASES)) for line, words in CHECKLISTS[kind])
    yield from table(("the document has", *(f"page in `{case}`" for case in CASES)), rows)
    counts = [f"{len(_pages(kind, case))} in `{case}`" for case in CASES]
    yield from ("", f"Pages: {' and '.join(counts)}.")


def _page(kind: str, case: str, words: str) -> str:
    """The first page on which words stand but for those of the contents; of a map without transfers that it says so."""
    pages = _pages(kind, case)
    found = [str(number) for number, text in enumerate(pages, 1) if _squeezed(words) in text]
    if found:
        listed = found[0] == "1" and "Contents" in pages[0]
        return found[1] if listed and found[1:] else found[0]
    if any(_squeezed(NO_TRANSFER) in text for text in pages):
        return "no transfer: says why"
    raise ValueError(f"{kind} of {case} lacks: {words}")


DOCUMENTS = {"checklist": checklist}
"""What is made of documents, by name."""
