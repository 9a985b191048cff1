"""Disagreements: what a developer declares of an app, and what was seen of it, where the two differ."""

from __future__ import annotations

from typing import Any

from data_maps.exchange.draft import UNNAMED
from data_maps.vocabulary import data_types
from data_maps.writing import as_mapping

LABELS = {
    "apple-privacy": "its App Store label",
    "apple-manifest": "its privacy manifest",
    "play-safety": "its Play label",
}
"""The ids of sources in which a developer declares all that an app collects."""
CAPTURE = "capture"


def label_disagreements(values: dict[str, Any]) -> tuple[str, ...]:
    """Write against each captured flow what a label says instead, and ask; gives the disagreements as sentences."""
    flows = values.get("flows", ())
    sentences: list[str] = []
    for source, called in LABELS.items():
        if source not in values.get("sources", {}):
            continue
        declared = {
            values["data"][id_]["type"] for flow in flows if flow.get("source") == source for id_ in flow["data"]
        }
        for flow in flows:
            if not str(flow.get("source", "")).startswith(CAPTURE):
                continue
            undeclared = {values["data"][id_]["type"] for id_ in flow["data"] if id_ != UNNAMED} - declared
            for type_ in sorted(undeclared):
                label = data_types()[type_].label.lower()
                to = values["systems"].get(flow["to"], {}).get("name", flow["to"])
                sentence = f"A capture shows that {label} goes to {to}; {called} does not say so."
                said = {"say": f"{called} does not name {label}", "source": source}
                share = dict(
                    as_mapping(flow.get("share", {"best": 1, "exact": True, "why": "the map says so of everyone"}))
                )
                if said in share.get("against", ()):
                    continue
                flow["share"] = {**share, "against": [*share.get("against", ()), said]}
                flow_id = flow.get("id", f"{flow['from']}.{flow['to']}")
                sentences.append(sentence)
                values["questions"].append({"ask": f"{sentence} Which is right?", "about": [f"flows.{flow_id}"]})
    return tuple(dict.fromkeys(sentences))
