"""People at work, their roles, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from assessments.record.errors import Trouble


class Role(IntEnum):
    """What somebody may do; each role may also do what those before it may."""

    READER = 1
    ANALYST = 2
    REVIEWER = 3
    ADMIN = 4

    @property
    def word(self) -> str:
        """The role as it is written and read."""
        return self.name.lower()


@dataclass(frozen=True)
class Person:
    """Somebody at work: a name that is written beside all they do, and a role."""

    name: str
    role: Role


class NotAllowed(Trouble):
    """Somebody's role does not let them do that."""


def role_of(word: str) -> Role | None:
    """The role of a word such as `analyst`; None where it is none."""
    return next((role for role in Role if role.word == word), None)


def allow(person: Person, least: Role, what: str) -> None:
    """Let a person go on if their role is high enough; raises NotAllowed."""
    if person.role < least:
        raise NotAllowed(f"{person.name} is {_a(person.role)} here; {what} takes {_a(least)}")


def _a(role: Role) -> str:
    return f"{'an' if role.word[0] == 'a' else 'a'} {role.word}"
