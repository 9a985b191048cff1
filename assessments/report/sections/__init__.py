"""Sections of a report, a module each; `order` names them."""
