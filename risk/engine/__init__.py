"""Engine: exact and simulated probabilities of conditions that are shared, by equations, diagrams and trials."""
