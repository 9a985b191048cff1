"""Data maps: the words of a map, and the reading of its text."""
