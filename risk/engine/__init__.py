"""Exact and simulated probabilities of shared conditions: diagrams, their order, cores, polynomials, bounds."""
