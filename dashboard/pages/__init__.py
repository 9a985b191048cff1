"""The pages: one module each, in the order in which it is seen."""
