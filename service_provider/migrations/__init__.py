"""How the database of moncompteformation came to look as it does."""
