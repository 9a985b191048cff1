"""Country codes that a map may use: ISO 3166-1 alpha-2, the European Union, Kosovo, XA–XZ for made-up states."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from data_maps.problems import Guess, did_you_mean

_ISO_3166 = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
)
ISO_CODES = frozenset(_ISO_3166.split())
MADE_UP = frozenset(f"X{chr(letter)}" for letter in range(ord("A"), ord("Z") + 1))
CODES = ISO_CODES | MADE_UP | {"EU"}
NOWHERE, SOMEWHERE = "XX", "XU"
"""Made-up states that stand for the unknown ones of a company and of people, of which none says that they are one."""
ROOM_TO_GROW = 1.5
"""How many times as many people as were counted may live in a country by the day of a map."""
_IN_ORDER = tuple(sorted(CODES))
_NAMED_BESIDE = {"XK": "Kosovo", "CG": "Congo-Brazzaville", "CD": "Congo-Kinshasa"} | {
    NOWHERE: "an unknown country",
    SOMEWHERE: "the people's unknown country",
}
_MEANT = {"EL": "GR", "AN": "CW", "SU": "RU", "YU": "RS", "TP": "TL"}
_IN_SPORT = [
    pair.split("=") for pair in "ger=DE sui=CH ned=NL por=PT den=DK gre=GR cro=HR bul=BG ksa=SA rsa=ZA rok=KR".split()
]
"""Codes of three letters that sport uses, where ISO 3166-1 has others; from memory, as the names below."""
_NAMES = {
    **dict.fromkeys(
        "uk,great britain,gr. britain,britain,british,brits,england,scotland,wales,northern ireland,n. ireland".split(
            ","
        ),
        "GB",
    ),
    **dict.fromkeys(
        "usa,united states of america,us of a,states,american,nyc,silicon valley,bay area".split(","), "US"
    ),
    **dict.fromkeys(("prc", "mainland china", "people's republic of china"), "CN"),
    **dict.fromkeys(("uae", "emirates"), "AE"),
    **dict.fromkeys(("roc", "taiwan"), "TW"),
    **dict.fromkeys(("czech republic", "czechia", "czech"), "CZ"),
    **dict.fromkeys(("macau", "macao"), "MO"),
    **dict.fromkeys(("palestine", "palestinian territories"), "PS"),
    **dict.fromkeys(("vatican", "vatican city", "holy see"), "VA"),
    "european union": "EU",
    "kosovo": "XK",
    **dict.fromkeys(("russia", "россия", "moscow"), "RU"),
    "turkey": "TR",
    "holland": "NL",
    "dutch": "NL",
    "french": "FR",
    "swiss": "CH",
    "spanish": "ES",
    "irish": "IE",
    "danish": "DK",
    "norwegian": "NO",
    "greek": "GR",
    "polish": "PL",
    "turkish": "TR",
    "hong kong sar": "HK",
    **dict.fromkeys(("south korea", "republic of korea", "s. korea", "s korea"), "KR"),
    **dict.fromkeys(("north korea", "n. korea", "n korea", "dprk"), "KP"),
    "iran": "IR",
    "syria": "SY",
    "laos": "LA",
    "ivory coast": "CI",
    "burma": "MM",
    "swaziland": "SZ",
    "macedonia": "MK",
    "cape verde": "CV",
    "east timor": "TL",
    "brunei": "BN",
    "micronesia": "FM",
    "falkland islands": "FK",
    **dict.fromkeys(("dr congo", "drc", "congo-kinshasa"), "CD"),
    "congo-brazzaville": "CG",
    "bosnia": "BA",
    "trinidad": "TT",
    "antigua": "AG",
    "st kitts": "KN",
    "bavaria": "DE",
    **dict(_IN_SPORT),
}


def country_hint(text: str) -> str | Guess:
    """The hint for what is no country code: by common other codes, by the country's name, by spelling."""
    name = text.lower()
    code = _MEANT.get(text.upper()) or (text.upper() if text.upper() in CODES else None)
    code = code or by_name(name)
    if code:
        return f"did you mean '{code}'?"
    return did_you_mean(text, _IN_ORDER if len(text) <= 3 else (), "write a two-letter code such as US, CN or EU")


def by_name(text: str) -> str | None:
    """The code of a country by a usual short name, or by one of its codes or names in ISO 3166."""
    if code := _NAMES.get(text.lower()):
        return code
    import pycountry

    try:
        return str(pycountry.countries.lookup(text[:60]).alpha_2)
    except LookupError:
        return None


@cache
def usual_names() -> Mapping[str, str]:
    """The codes of countries by usual short names and by their codes of two and three letters, all in lower case."""
    import pycountry

    by_code = {text.lower(): entry.alpha_2 for entry in pycountry.countries for text in (entry.alpha_2, entry.alpha_3)}
    return by_code | _NAMES


def listed_name(code: str) -> str:
    """The usual English name of a country; for one that is made up its code, or what it stands for.

    >>> listed_name("CZ"), listed_name("XA"), listed_name("XX")
    ('Czechia', 'XA', 'an unknown country')
    """
    import pycountry

    entry = pycountry.countries.get(alpha_2=code)
    usual = str(getattr(entry, "common_name", entry.name)) if entry else code
    return _NAMED_BESIDE.get(code, usual)


_EU_SINCE_2013 = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_HR_JOINED_EU, _GB_LEFT_EU = date(2013, 7, 1), date(2020, 2, 1)


def members(union: str, on: date) -> frozenset[str]:
    """The countries in a union on a day (from 2007); a country has no members."""
    if union != "EU":
        return frozenset()
    since = _EU_SINCE_2013 if on >= _HR_JOINED_EU else _EU_SINCE_2013 - {"HR"}
    return since | {"GB"} if on < _GB_LEFT_EU else since


_PART_OF = {
    "AX": "FI",
    **dict.fromkeys(("GF", "GP", "MF", "MQ", "RE", "YT"), "FR"),
    **dict.fromkeys(("AS", "GU", "MP", "PR", "UM", "VI"), "US"),
}


def part_of(code: str) -> str | None:
    """The state of which a place with a code of its own is part, and whose data law it shares; else None.

    Source:
        TFEU Art. 349, 355(1): the regions of France, and Åland by the accession of Finland, are of the Union.
        28 CFR 202.255, 31 CFR 800.251: the territories are the United States.
    """
    return _PART_OF.get(code)


def people_in(state: str, on: date) -> int | None:
    """The people who live in a country, or in all members of a union on a day; None where no number is known."""
    counted = [_populations()[code] for code in members(state, on) or {state} if code in _populations()]
    return sum(counted) if counted else None


@cache
def _populations() -> Mapping[str, int]:
    with (Path(__file__).parent / "populations.csv").open(encoding="utf-8", newline="") as table:
        return {row["state"]: int(row["people"]) for row in csv.DictReader(table)}
