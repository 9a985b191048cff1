"""Distributions of the numbers of a map, their draws, and what moves a result."""
