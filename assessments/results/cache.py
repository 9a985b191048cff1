"""What was made of an assessment for whoever asked first, and is kept with it for whoever asks next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

Of = TypeVar("Of")
Asked = ParamSpec("Asked")
Result = TypeVar("Result")


def kept(make: Callable[Concatenate[Of, Asked], Result]) -> Callable[Concatenate[Of, Asked], Result]:
    """The same as `make`, made once of each object and for each of what else it is asked, which is to be hashable."""

    @wraps(make)
    def known(of: Of, /, *asked: Asked.args, **named: Asked.kwargs) -> Result:
        found: dict[object, Result] = vars(of).setdefault("kept", {})
        key = (make, asked, tuple(sorted(named.items())))
        if key not in found:
            found[key] = make(of, *asked, **named)
        return found[key]

    return known
