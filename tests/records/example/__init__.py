"""A house's migrations, as small as they can be: a first schema, and one that adds to it."""
