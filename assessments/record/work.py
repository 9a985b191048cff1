"""Work of people that is not saved yet, kept beside the record: it can be changed, is thrown away, and has an owner."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments.record.audit_log import moment
from assessments.record.database import WRITING, in_words
from assessments.record.models import Work

if TYPE_CHECKING:
    from assessments.record.store import Store

MOST = 50
"""The most pieces of work of one kind that are kept of one owner; the oldest gives way to no other kind."""


def keep(store: Store, work: Work, before: str | None = None) -> Work:
    """Keep a piece of work as it is now, in place of what it was at `before`; the row that was written.

    Where another window of its owner has changed it since then it is kept under an id of its own of the same kind,
    beside that one.
    """
    with _writing(store) as session:
        stored = session.get(Work, (work.owner, work.id))
        is_ours = stored is None or before in (None, stored.at)
        kind = work.id.partition(":")[0] + ":"
        id = work.id if is_ours else kind + secrets.token_hex(8)
        written = session.merge(Work(work.owner, id, moment(datetime.now(UTC)), work.title, work.content))
        session.flush()
        of_kind = select(Work.id).where(Work.owner == work.owner, Work.id.startswith(kind, autoescape=True))
        newest = of_kind.order_by(Work.at.desc())
        for old in session.scalars(newest.offset(MOST)).all():
            session.execute(delete(Work).where(Work.owner == work.owner, Work.id == old))
    return written


def works_of(store: Store, owner: str) -> tuple[Work, ...]:
    """All that is kept of one owner, what was changed last first."""
    with store.reading() as session:
        return tuple(session.scalars(select(Work).where(Work.owner == owner).order_by(Work.at.desc())))


def throw_away(store: Store, owner: str, id: str, at: str | None = None) -> None:
    """Keep a piece of work no longer; only as it was `at` a moment, where one is named and it was changed since."""
    statement = delete(Work).where(Work.owner == owner, Work.id == id)
    with _writing(store) as session:
        session.execute(statement if at is None else statement.where(Work.at == at))


@contextmanager
def _writing(store: Store) -> Iterator[Session]:
    """A session that changes work alone: it adds no line to the audit, and waits for no reader."""
    engine = store.engine.execution_options(**{WRITING: True})
    with in_words(store.url), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
