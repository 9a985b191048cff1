"""Checks of an assessment: what deserves a second look."""
