"""Short maps of apps whose owner, operator or vendor stands in a state that is put in place of OWNER."""

from __future__ import annotations

from collections.abc import Mapping

HEAD = "app: Talk\nas_of: 2026-12-02\n"
OWNED = "owner: {name: Own, jurisdiction: OWNER}\n"
RUN = "app: {name: Talk, operator: op}\nas_of: 2026-12-02\nusers: {people: {in: US, count: 3M}}\n"
HELD = "data: {t: financial, l: location}\n"
AT_HOME = "parties: {op: {organised_in: US}, other: {organised_in: OWNER}}\n"
STORE = "systems: {store: {operator: op, in: US}}\n"
TO_STORE = "{from: people, to: store, data: [t, l]}"


def short(users: str, data: str) -> str:
    """A map of five lines."""
    return f"{HEAD}viewpoint: {users[:2]}\nusers: {{{users}}}\ndata: [{data}]\n{OWNED}"


def held(share: str, via: str = "shares") -> str:
    """A map of an operator in the United States that another party holds or directs."""
    stake = f", share: {share}" if share else ""
    line = f"ownership: [{{owner: other, of: op, via: {via}{stake}}}]\n"
    return f"{RUN}data: [text, contacts, location]\n{AT_HOME}{line}"


SWAPPED: Mapping[str, str] = {
    "finance": short("US: 8M", "financial, location"),
    "few": short("US: 20k", "health"),
    "uncounted": short("US: [1k, 9M]", "health"),
    "europe": short("DE: 2M", "health, location"),
    "britain": short("GB: 2M", "text"),
    "asia": short("JP: 2M, KR: 2M, IN: 2M", "profile"),
    "others": short("BR: 2M, AU: 2M, CH: 2M", "text"),
    "china": short("CN: 2M", "text"),
    "messenger": short("US: 3M", "text, contacts").replace("app: Talk", "app: {name: Talk, kind: messaging}"),
    "whole": held("100%"),
    "quarter": held("25%"),
    "board": held("", "board"),
    "chain": f"{RUN}data: [financial]\nparties: {{op: {{organised_in: SG}}, mid: {{organised_in: KY}}, "
    "other: {organised_in: OWNER}}\nownership: [{owner: other, of: mid, via: shares, share: 60%}, "
    "{owner: mid, of: op, via: shares, share: 60%}]\n",
    "run-from": f"{RUN}data: [financial]\nparties: {{op: {{organised_in: KY, run_from: OWNER}}}}\n",
    "its-server": f"{RUN}{HELD}parties: {{op: {{organised_in: OWNER}}}}\n{STORE}flows: [{TO_STORE}]\n",
    "its-server-there": f"{RUN}{HELD}parties: {{op: {{organised_in: OWNER}}}}\n"
    f"systems: {{store: {{operator: op, in: OWNER}}}}\nflows: [{TO_STORE}]\n",
    "nobody-named": f"{RUN}{HELD}parties: {{op: {{organised_in: OWNER}}}}\n"
    f"systems: {{store: {{in: US}}}}\nflows: [{TO_STORE}]\n",
    "vendor": f"{RUN}{HELD}{AT_HOME}systems: {{store: {{operator: other, in: US}}}}\n"
    "flows: [{from: people, to: store, data: [t, l], for: hosting}]\n",
    "vendors-owner": f"{RUN}{HELD}parties: {{op: {{organised_in: US}}, v: {{organised_in: US}}, "
    "other: {organised_in: OWNER}}\nownership: [{owner: other, of: v, via: shares, share: 100%}]\n"
    "systems: {store: {operator: v, in: US}}\nflows: [{from: people, to: store, data: [t, l], for: hosting}]\n",
    "sale": f"{RUN}{HELD}{AT_HOME}{STORE}flows: [{TO_STORE}, {{from: store, to: other, data: [t], for: sale}}]\n",
    "advertising": f"{RUN}{HELD}{AT_HOME}{STORE}"
    f"flows: [{TO_STORE}, {{from: store, to: other, data: [l], for: advertising}}]\n",
    "access": f"{RUN}{HELD}{AT_HOME}{STORE}access: [{{party: other, to: store}}]\nflows: [{TO_STORE}]\n",
    "staff": "app: {name: Rota, operator: op}\nas_of: 2026-12-02\n"
    "users: {staff: {in: US, count: 60k, exposure: strategic}}\n"
    "data: [location]\nparties: {op: {organised_in: OWNER}}\n",
}
