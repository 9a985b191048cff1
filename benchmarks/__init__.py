"""How fast and how exact Datareach is, measured beside what else could be used."""
