"""Numbers that follow from a run, without words."""
