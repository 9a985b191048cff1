"""A review as one YAML file to keep beside its map, which reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessments.review.acts import ID, Act, Done
from assessments.review.recording import Review, plain
from data_maps.places import yaml_text
from data_maps.problems import Place, Problem
from data_maps.reading import validated

if TYPE_CHECKING:
    from assessments.record.people import Person

HEAD = "# The review of a saved assessment, as Datareach wrote it: datareach review take-in FILE reads it back.\n"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    review: str
    map: str
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    acts: Mapping[Annotated[str, Field(pattern=f"^{ID.pattern}$")], Done] = Field(default_factory=dict)


@dataclass(frozen=True)
class ReviewFile:
    """The content of a review file: the saved assessment, its fingerprint, and the acts of people."""

    about: str
    fingerprint: str
    acts: tuple[Act, ...]


def review_text(review: Review, person: Person) -> str:
    """A review as YAML: all that a person may see; estimates of others that are still blind are counted only."""
    visible_acts = review.seen_by(person)
    blind = len(review.acts()) - len(visible_acts)
    hidden = (
        f"# {blind} {'estimate is' if blind == 1 else 'estimates are'} still blind and not in here.\n" if blind else ""
    )
    entry = review.entry
    whole = {"review": entry.id, "map": entry.map, "fingerprint": entry.fingerprint, "acts": _by_id(visible_acts)}
    return f"{HEAD}{hidden}{yaml_text(whole)}"


def _by_id(acts: Iterable[Act]) -> dict[str, dict[str, object]]:
    return {act.id: {name: value for name, value in plain(act).items() if name != "id"} for act in acts}


def read_review(text: str, file: str) -> tuple[ReviewFile | None, tuple[Problem, ...]]:
    """The content of a review file, or all its problems."""
    content, problems = validated(_File, text, file)
    if content is None:
        return None, problems
    acts = [Act(id=id_, **dict(done)) for id_, done in content.acts.items()]
    return ReviewFile(content.review, content.fingerprint, tuple(acts)), ()


def unlike(written: ReviewFile, review: Review, file: str) -> Problem | None:
    """The reason why a review file does not belong to a review; None where it does."""
    if written.fingerprint == review.entry.fingerprint:
        return None
    message = f"this is the review of another assessment than the {review.entry.id} of this store"
    return Problem(
        Place(file, 1, 1), "fingerprint", message, "take it in where the assessment that it reviews is saved"
    )
