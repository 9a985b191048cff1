"""Kinds of arrays that numbers are held in, by what an element is."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
BitWords = NDArray[np.uint64]
"""64 draws of a condition in each word, a bit a draw."""
