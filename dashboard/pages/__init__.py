"""Which page shows what: one module each, in the order in which it is seen."""
