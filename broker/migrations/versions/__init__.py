"""One script per change of the tables, in the order of their numbers."""
