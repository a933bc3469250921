"""What a browser sees of moncompteformation: one file per group of addresses; rules and accounts are below."""
