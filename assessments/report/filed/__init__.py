"""Documents that people file, hand over and sign, made from the blocks of the report."""
