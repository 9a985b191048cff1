"""Words, blocks and figures made of results."""
