"""People at work, their roles, and what each role may do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from assessments.record.errors import Trouble


class Role(IntEnum):
    """The rights of a person; each role may also do what those before it may.

    An auditor changes nothing and, beside what a reader sees, takes out what proves it: the file of a review.
    """

    READER = 1
    AUDITOR = 2
    ANALYST = 3
    REVIEWER = 4
    ADMIN = 5

    @property
    def word(self) -> str:
        """The role as it is written and read."""
        return self.name.lower()

    @property
    def with_article(self) -> str:
        """The role as somebody is said to be one: a reader, an analyst."""
        return f"{'an' if self.word[0] == 'a' else 'a'} {self.word}"


@dataclass(frozen=True)
class Person:
    """Somebody at work: a name that is written beside all they do, and a role."""

    name: str
    role: Role


class NotAllowed(Trouble):
    """Somebody's role does not let them do that."""


_ADDRESS = re.compile(r"\(([^()\s]+@[^()\s]+)\)$")


def identity(name: str) -> str:
    """The address behind a name, which stays when somebody is called otherwise; without one the whole name.

    >>> identity("Grace Hopper (grace@example.org)") == identity("G. Hopper (grace@example.org)")
    True
    >>> identity("Grace (privacy)")
    'Grace (privacy)'
    """
    address = _ADDRESS.search(name)
    return address[1] if address else name


def role_of(word: str) -> Role | None:
    """The role of a word such as `analyst`; None where it is none."""
    return next((role for role in Role if role.word == word), None)


def allow(person: Person, least: Role, what: str) -> None:
    """Let a person go on if their role is high enough; raises NotAllowed."""
    if person.role < least:
        raise NotAllowed(f"{person.name} is {person.role.with_article} here; {what} takes {least.with_article}")
