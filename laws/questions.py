"""Questions in words of a map for what laws ask for in words of their texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_maps.problems import KeyPath
from laws.facts import Facts, question
from laws.on_maps import on_map
from laws.parameters import law

PLAIN: Mapping[str, str] = {
    "ground": ("on which legal tool do data go there: standard clauses, binding rules, consent, another or none?"),
    "collected_from_person": "does the receiver abroad collect the data from the people itself?",
    "separate_legal_entity": "is the receiver employed by the sender, or does it act for itself or for another?",
    "own_staff_only": "is the receiver employed by the sender, or does it act for itself or for another?",
    "unlisted_organisation": (
        "is the receiver an international organisation that the list itself leaves out, whatever it says of its seat?"
    ),
    "consent_explicit": "have the people explicitly consented?",
    "consent_for_this_transfer": "did they consent to this very transfer, and not in general?",
    "informed_of_risks": "were they told beforehand of the risks of a transfer without adequate protection?",
    "public_authority": "is the sender a public authority that exercises its powers?",
    "clauses_unchanged": "have both sides signed the standard clauses, and left them as they are?",
    "citizenships": "of which states is {} a citizen?",
    "owners.percent": "which share of the ownership does {} hold, in percent?",
    "owners.votes_percent": "which share of the votes does {} hold, in percent?",
    "owners.directs": "can {} direct the firm in which it holds a share or seats?",
    "investment.percent": "which share of ownership and votes does the investor acquire, in percent?",
    "importer_under_covered_law": "is the receiver bound by the data protection law on which the decision rests?",
    "approved_by_authority": "has the authority approved the clauses, the rules, the code or the certificate?",
    "authorised_by_authority": "has the data protection authority authorised this arrangement?",
    "importer_bound": "has the receiver bound itself, enforceably, to keep the code or the certificate?",
    "necessary": ("is the transfer necessary for the purpose it rests on, such as a contract with the people?"),
    "occasional": "is the transfer occasional, and no regular part of a stable relationship?",
    "other_ground_possible": "could the transfer rest on another ground of the law?",
}
"""Questions that several laws share, by the end of the path of a fact, numbers left out; a law's own go before.

The party that a fact is of stands in the place of {}.
"""


def in_plain_words(regime: str, path: KeyPath, ask: str | None, facts: Mapping[str, Any]) -> str:
    """The question for a fact in words of a map, where a law asks it in its own and there are any; else as it is."""
    if ask and ask != question(regime, path):
        return ask
    asked, day = on_map(regime), Facts(facts).day("date")
    named = [step for step in path if isinstance(step, str)]
    ends = [".".join(named[start:]) for start in range(len(named))]
    # A law that presupposes another asks what that one leaves open, before there is anything for it to say.
    plain = {**PLAIN, **(on_map(asked.defined_by).plain if asked.defined_by else {}), **asked.plain}
    words = next((plain[end] for end in ends if end in plain), ask or "")
    if day and (first := next((asked.earlier[end] for end in ends if end in asked.earlier), None)):
        parameter, words_then = first
        words = words_then if law(regime).parameters[parameter].versions[0].holds(day) else words
    holder = Facts(facts).along(path[:-1])
    name = holder.word("name") or holder.at("party").word("name")
    return words.replace("{}", f"the party {name}" if name else "whoever that is")
