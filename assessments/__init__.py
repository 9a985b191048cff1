"""Assessments: everything that follows from a map, as an assessment, its sections and its files."""
