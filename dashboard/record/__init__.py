"""The place Record: what was saved, and its review."""
