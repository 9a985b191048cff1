"""The JSON Schema of the format, made from the models that read it, for editors to complete and check maps by."""

from __future__ import annotations

from typing import Any

from data_maps.addresses import FAMILIES
from data_maps.countries import CODES
from data_maps.model import BESIDE, DataMap
from data_maps.quantities import DATE_PATTERN, GRADE_PATTERN, MOST_PEOPLE
from data_maps.quantities.numerals import DASH, FACTORS, HEDGE, PERCENT, TIME
from data_maps.vocabulary import data_types, data_words

Schema = dict[str, Any]
_NUMBER = r"(?:[1-9][0-9]{0,2}(?:[,.'’ ][0-9]{3})+|[0-9][0-9_]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+"
_UNIT = "|".join(f"[{unit[0]}{unit[0].upper()}]{unit[1:]}" for unit in FACTORS)
_AMOUNT = rf"(?:{_NUMBER})(?: ?(?:{_UNIT}))?"
_OUT_OF = rf" (?:in|out of) (?:{_AMOUNT}|an? (?:{_UNIT}))"
_SHARE = rf"(?:{_NUMBER})(?: ?(?:{PERCENT})|{_OUT_OF})?"
_A_TIME = rf"(?:(?:{_OUT_OF})?(?: ?(?:/|per) ?| an? )(?:{TIME}))?"
_FORMS: dict[str, tuple[str, str]] = {
    "count": (_AMOUNT, "How many: 12 million, 8M to 15M, 12,000,000, [2M, 7M, 19M]"),
    "share": (_SHARE, "A share or probability: 30%, 0.3, 3 in 100, [10%, 30%, 60%]"),
    "proportion": (_SHARE, "A share: 30%, 0.3, 100%"),
    "rate": (rf"{_AMOUNT}{_A_TIME}", "How often: 2/year, 0.5/month"),
    "part": (_SHARE, "A part of the people: 60%, 0.6, [10%, 30%, 60%]"),
    "rate_share": (_SHARE, "A share of a rate: 1%, 0.01, [0.1%, 1%, 10%]"),
    "turnover": (rf"(?:{_SHARE}|{_AMOUNT}{_A_TIME})", "A share a year: 25%, [10%, 20%, 40%]"),
}
_EVIDENCE: Schema = {
    "per": {
        "enum": ["year", "month", "week", "day", "hour", "person-year"],
        "description": "The unit of time of a rate; a year unless said",
    },
    "given": {"type": ["string", "integer"], "description": "The condition the number holds under"},
    "persists": {
        "enum": ["state", "trial", "person", "rate", "count"],
        "description": "Over what one draw of it holds; the address decides",
    },
    "basis": {"type": ["string", "integer"], "description": "What it rests on: measured, published, judgement, …"},
    "source": {"type": "string", "description": "The id of the source that says so"},
    "grade": {
        "type": "string",
        "pattern": f"^{GRADE_PATTERN.pattern}$",
        "description": "Two marks: reliability of the source A–F, credibility of what it says 1–6",
    },
    "by": {"type": ["string", "integer"], "description": "Who estimated it"},
    "on": {"type": ["string", "integer"], "pattern": f"^{DATE_PATTERN.pattern}$", "description": "When"},
    "why": {"type": ["string", "integer"], "description": "The reason, in a sentence"},
    "measure": {"type": ["string", "integer"], "description": "What exactly was counted: daily active, …"},
}
_ESTIMATES = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in _FORMS]},
    "propertyNames": {"pattern": rf"^(?:elsewhere$|(?:{'|'.join(FAMILIES)})\.)"},
}


def schema() -> Schema:
    """The JSON Schema (2020-12) of a written map, short forms included."""
    made: Schema = _referring(DataMap.model_json_schema(by_alias=True))
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"], made["description"] = (
        "Datareach data map",
        "Which people, what data about them, which systems hold it, who runs and owns those systems, and where.",
    )
    made["$defs"] |= {kind: _quantity(pattern, description) for kind, (pattern, description) in _FORMS.items()}
    types = data_types()
    made["$defs"] |= {
        "estimates": _ESTIMATES,
        "DataWord": {
            "description": "A type of data",
            "anyOf": [
                {"const": word, "title": types[term].label, "description": types[term].description}
                for word, term in data_words().items()
            ],
        },
        "Country": _countries(),
        "Place": {"anyOf": [_countries(), {"const": "unknown"}]},
    }
    _allow_short_maps(made)
    _allow_short_parties_and_flows(made["$defs"])
    _tidy(made)
    made["$defs"].pop("Estimate", None)
    made["$defs"].pop("View", None)
    return made


def _referring(value: Any) -> Any:
    """A schema in which what a marker of `words` only names is a reference to its definition."""
    if isinstance(value, list):
        return [_referring(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {"$ref": f"#/$defs/{value['named']}"} if isinstance(value.get("named"), str) else {}
    return {**named, **{key: _referring(item) for key, item in value.items() if not named or key != "named"}}


def _quantity(pattern: str, description: str) -> Schema:
    """Every way of writing a number of one kind."""
    text = rf"^(?:(?:{HEDGE}) ?)?(?:{pattern})$|^(?:from |between )?(?:{pattern}) ?(?:{DASH}|and) ?(?:{pattern})$"
    number: Schema = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": text}]}
    one_of = [
        {"required": keys} for keys in (["best"], ["low", "high"], ["counted", "in"], ["beta"], ["median", "ratio"])
    ]
    whole = {"type": "object", "properties": _keys(number), "additionalProperties": False, "anyOf": one_of}
    return {
        "description": description,
        "anyOf": [
            *number["anyOf"],
            {"const": "unknown"},
            {"type": "array", "items": number, "minItems": 2, "maxItems": 3},
            whole,
            {"type": "array", "items": {**whole, "required": ["by"]}, "minItems": 1, "maxItems": MOST_PEOPLE},
        ],
    }


def _keys(number: Schema) -> Schema:
    """The keys of a number that is written as a mapping."""
    return {
        "low": number,
        "best": {"anyOf": [*number["anyOf"], {"const": "unknown"}]},
        "high": number,
        "confidence": {**number, "description": "Mass of the range: 90% unless said"},
        "exact": {"type": "boolean", "description": "True by construction; needs why"},
        "counted": number,
        "in": number,
        "unit": {"type": "string"},
        "beta": {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
        "median": number,
        "ratio": number,
        "at_least": {**number, "description": "What nobody claims to be missed: cuts the distribution there"},
        "at_most": {**number, "description": "What nobody claims to be passed: cuts the distribution there"},
        **_EVIDENCE,
        "against": {
            "description": "What the other side says; shown, never computed with",
            "anyOf": [{"$ref": "#/$defs/Against"}, {"type": "array", "items": {"$ref": "#/$defs/Against"}}],
        },
        "agreed": {"description": "Who take it as it stands: exact in every reading", "$ref": "#/$defs/Agreed"},
    }


def _countries() -> Schema:
    return {
        "type": "string",
        "description": "ISO 3166-1 alpha-2, EU, or XA–XZ for a made-up state",
        "enum": sorted(CODES),
    }


def _allow_short_maps(made: Schema) -> None:
    """Allow the short forms `owner`, `users: {US: 19M}` and `data: [text]`, and no line for what `expansion` adds."""
    properties, definitions = made["properties"], made["$defs"]
    for name in BESIDE:
        del properties[name]
    made["required"] = ["app", "as_of", "users", "data"]
    properties["owner"] = {
        "$ref": "#/$defs/Party",
        "description": "The party that runs the app, for short: {name: Tencent, jurisdiction: CN}",
    }
    properties["kind"] = {
        **_full(definitions["App"])["properties"]["kind"],
        "description": "What people use the app for, for short: messaging",
    }
    properties["users"]["patternProperties"]["^[A-Z]{2}$"] = {"$ref": "#/$defs/count"}
    word = {"$ref": "#/$defs/DataWord"}
    properties["data"] = {
        "description": properties["data"]["description"],
        "anyOf": [word, {"type": "array", "items": word, "minItems": 1}, properties["data"]],
    }
    _full(definitions["App"])["required"] = ["name"]
    _full(definitions["System"]).pop("required")
    del _full(definitions["System"])["properties"]["device"]
    _full(definitions["Group"])["required"] = ["in"]


def _allow_short_parties_and_flows(definitions: Schema) -> None:
    party, flow = _full(definitions["Party"]), _full(definitions["Flow"])
    party["properties"]["jurisdiction"] = {
        "$ref": "#/$defs/Country",
        "description": "Where it is organised and run from, for short",
    }
    party["required"], party["anyOf"] = [], [{"required": ["organised_in"]}, {"required": ["jurisdiction"]}]
    flow["required"] = ["from", "to", "data"]
    del flow["properties"]["beside"]
    for end in ("from", "to"):
        one = {"type": "string"}
        flow["properties"][end] = {
            "description": flow["properties"][end]["description"],
            "anyOf": [one, {"type": "array", "items": one, "minItems": 1}],
        }


def _full(definition: Schema) -> Schema:
    """The mapping among the forms of a definition."""
    forms = definition.get("anyOf", [])
    mapping: Schema = next((form for form in forms if "properties" in form), definition)
    return mapping


def _tidy(made: Schema) -> None:
    """Without the titles pydantic makes of names, no key but those named.

    And one thing allowed wherever a list of its like is.
    """
    made["properties"] = {
        name: _closed(_without_titles(schema_of_key)) for name, schema_of_key in made["properties"].items()
    }
    for definition in made["$defs"].values():
        full = _full(definition)
        for name, one in full.get("properties", {}).items():
            full["properties"][name] = _closed(_or_one(_without_titles(one)))
        if definition is not full:
            definition["anyOf"][0] = _or_one(_without_titles(definition["anyOf"][0]))
            definition["anyOf"] = [*_alternatives(definition["anyOf"][0]), *definition["anyOf"][1:]]


def _without_titles(one: Schema) -> Schema:
    """Without title, default and null."""
    one = {key: item for key, item in one.items() if key not in ("title", "default")}
    if "anyOf" not in one:
        return one
    parts = [kind for kind in one["anyOf"] if kind != {"type": "null"}]
    return (
        {**one, "anyOf": parts}
        if len(parts) > 1
        else {**parts[0], **{key: item for key, item in one.items() if key != "anyOf"}}
    )


def _closed(one: Schema) -> Schema:
    """A mapping by ids has no keys that are none."""
    parts = {"anyOf": [_closed(kind) for kind in one["anyOf"]]} if "anyOf" in one else {}
    return {**one, **parts, **({"additionalProperties": False} if "patternProperties" in one else {})}


def _or_one(one: Schema) -> Schema:
    """A list, or one of the things it lists."""
    if one.get("type") != "array" or "items" not in one or "maxItems" in one:
        return one
    description = {key: one[key] for key in ("description",) if key in one}
    return {**description, "anyOf": [one["items"], {key: item for key, item in one.items() if key not in description}]}


def _alternatives(one: Schema) -> list[Schema]:
    return list(one["anyOf"]) if set(one) <= {"anyOf", "description"} and "anyOf" in one else [one]
