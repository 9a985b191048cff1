"""Conclusions of an assessment, as data: what its numbers are taken to say, before any of it is put into words."""
