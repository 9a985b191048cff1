"""The grammar of a review: what people can do in it, who may, and what each act has to say.

It loads nothing that is heavy, so that the command line can list its commands by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assessments.record.folder import Role

Did = Literal[
    "submit", "return", "comment", "estimate", "open", "assign", "answer", "accept", "attend", "decide", "sign", "meet",
    "dissent", "withdraw",
]  # fmt: skip


@dataclass(frozen=True)
class ActRule:
    """An act's least role, what it is called, what is told of whoever did it, what has to be given and what may be."""

    least: Role
    what: str
    deed: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


RULES: Mapping[Did, ActRule] = {
    "submit": ActRule(Role.ANALYST, "submission for review", "submitted it", may=("said",)),
    "return": ActRule(Role.REVIEWER, "sending back to draft", "sent it back to draft", needs=("said",)),
    "comment": ActRule(Role.ANALYST, "commenting", "commented", needs=("about", "said")),
    "estimate": ActRule(Role.ANALYST, "estimating", "estimated", needs=("about", "value"), may=("said",)),
    "open": ActRule(Role.REVIEWER, "opening estimates", "opened the estimates", needs=("about",), may=("said",)),
    "assign": ActRule(
        Role.ANALYST,
        "giving a question to somebody",
        "gave the question to somebody",
        needs=("about", "owner", "until"),
        may=("said",),
    ),
    "answer": ActRule(Role.ANALYST, "answering a question", "answered", needs=("about", "said")),
    "accept": ActRule(
        Role.REVIEWER,
        "accepting that a question stays open",
        "accepted that it stays open",
        needs=("about", "said", "until"),
    ),
    "attend": ActRule(Role.ANALYST, "being noted as present", "was present", may=("said",)),
    "decide": ActRule(Role.REVIEWER, "deciding", "decided", needs=("outcome", "said", "rests_on"), may=("conditions",)),
    "sign": ActRule(Role.REVIEWER, "signing", "signed", needs=("about",), may=("said",)),
    "meet": ActRule(Role.REVIEWER, "noting that a condition is met", "noted that it is met", needs=("about", "said")),
    "dissent": ActRule(Role.ANALYST, "dissenting", "dissented", needs=("about", "said")),
    "withdraw": ActRule(Role.ANALYST, "withdrawing", "withdrew", needs=("about", "said")),
}
"""The grammar of a review.

`about` is an address, a question's address, or the id of another act: of a decision for `sign` and `dissent`, of a
condition for `meet`, of one's own act for `withdraw`.
"""
DEEDS: Mapping[str, str] = {
    **{did: rule.deed for did, rule in RULES.items()},
    "take in": "took in what others had done",
}
"""What people do to a saved assessment, in words, by the action that the audit has."""
