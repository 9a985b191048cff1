"""Options side by side, as numbers."""
