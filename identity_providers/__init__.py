"""Six fakes in one frame: each is a real OpenID provider with its own issuer, keys, discovery and origin.

`plugin` says what a fake must be able to say, the six modules say it, `registry` is the map of them. `login` shows any of
them on the same page and answers the provider role of `doublure.oidc`; `app` wires one fake, whichever it is.
"""
