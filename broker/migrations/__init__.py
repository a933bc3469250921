"""How the database of the hub came to look as it does."""
