"""The composition root: starts the houses together, and shows, drives and disturbs them. It alone may know several."""
