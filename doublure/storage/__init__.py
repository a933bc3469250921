"""Keeping something for a while, whatever it is: everything in here has an end."""
