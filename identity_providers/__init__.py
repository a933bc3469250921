"""The fakes: how each of six identity providers proves who somebody is, in one frame that is a real OpenID provider."""
