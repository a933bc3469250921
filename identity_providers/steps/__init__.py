"""Second steps, one file per kind: what it begins with, what its page shows, and how it judges the answer.

`visit` is what each of them gets and gives back; `kinds` is the map from what a plugin describes to who plays it.
"""
