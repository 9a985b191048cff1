"""Keys by kind of app: which large services leave them with their users, from a named frame of services.

Who holds the keys of a service is from memory: each row says so by its grade, and the default that follows is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from data_maps.checking import custom
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.vocabulary import terms
from risk.record.rows import DayCell, RecordAddress, Sourced, WordsCell, table
from risk.shipped import refuse, texts

FILE = "record/keys_by_kind.csv"


def _kind(text: str) -> str:
    if text not in terms("app_kinds"):
        raise custom(Fault((), f"no kind of app called {shown(text)}", did_you_mean(text, terms("app_kinds"))))
    return text


class KeysOfAService(Sourced):
    """Whoever holds the keys to what people write or show on a service, unless they choose otherwise; on a day."""

    kind: Annotated[str, BeforeValidator(_kind)]
    service: WordsCell
    keys: Literal["operator", "users"]
    on: DayCell
    source_address: RecordAddress = ""
    grade: Literal["A", "B", "C", "D"]

    @property
    def key(self) -> tuple[object, ...]:
        """The service and the day."""
        return (self.service, self.on)


@cache
def keys_by_kind() -> tuple[KeysOfAService, ...]:
    """The rows that ship; raises BrokenData with every problem in them."""
    ((file, text),) = texts([FILE]).items()
    read = table(KeysOfAService, text, file)
    refuse(read.problems)
    return read.rows


def with_users_keys() -> Mapping[str, tuple[int, int]]:
    """Of each kind of app in the table how many services leave the keys with their users, and of how many."""
    kinds = dict.fromkeys(row.kind for row in keys_by_kind())
    holders = {kind: [row.keys for row in keys_by_kind() if row.kind == kind] for kind in kinds}
    return {kind: (of_kind.count("users"), len(of_kind)) for kind, of_kind in holders.items()}
