"""Options as changes of a map over time: what they change, their burden, their outcomes, the search for sets."""
