"""Special functions of SciPy, imported without the parts of NumPy that nothing here uses.

SciPy takes up every name that NumPy has when it is first imported. That loads NumPy's Fortran compiler, its tests and
its masked arrays, in twice the time of all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

UNUSED = frozenset("char core ctypeslib f2py ma matlib polynomial rec strings test testing".split())


@contextmanager
def _without_unused() -> Iterator[None]:
    """NumPy without the names of what is unused, which it would import when asked for them."""
    names = vars(np)
    named, listed = names["__all__"], names["__dir__"]
    names["__all__"] = [name for name in named if name not in UNUSED]
    names["__dir__"] = lambda: [name for name in listed() if name not in UNUSED]
    try:
        yield
    finally:
        names["__all__"], names["__dir__"] = named, listed


with _without_unused():
    from scipy.special import (
        betainc,
        betaincinv,
        expit,
        gammainc,
        gammaincinv,
        logit,
        logsumexp,
        ndtr,
        ndtri,
        pdtr,
        xlogy,
    )

__all__ = [
    "betainc",
    "betaincinv",
    "expit",
    "gammainc",
    "gammaincinv",
    "logit",
    "logsumexp",
    "ndtr",
    "ndtri",
    "pdtr",
    "xlogy",
]
