"""The place Flows: the text of the map with its picture, and the routes through it."""
