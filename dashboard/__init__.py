"""The dashboard: the pages that people see in a browser."""
