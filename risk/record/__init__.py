"""The record: what is publicly known that states have done, and the counts that follow from it."""
