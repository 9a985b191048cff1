"""Benchmarks of Datareach: how fast and how exact it is, beside what else could be used."""
