"""Differences of two maps and of their results."""
