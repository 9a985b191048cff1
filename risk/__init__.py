"""Risk of a map: who can reach whose data, how likely, how many people, how badly."""
