"""What flows: the words of a data map, and how its text is read."""
