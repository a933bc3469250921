"""The role of the OpenID provider, played by the hub and by every fake: it examines, answers, signs, and knows no person."""
