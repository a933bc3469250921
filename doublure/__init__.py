"""The ground: what every house stands on, and nothing that decides something about a login.

Protocol (`oidc`), keeping things for a while (`storage`) or for ever (`records`), answering over HTTP (`web`),
settings, people, time, randomness and the journal. It imports no house.
"""
