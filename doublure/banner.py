"""The banner of GR-01. In Python, not in a template or a catalogue: no configuration and no theme can replace it."""

__all__ = ["BANNER", "BANNER_ENGLISH"]

BANNER = "SIMULATEUR — site factice, aucun lien avec l'État. N'entrez jamais vos vrais identifiants."
BANNER_ENGLISH = "SIMULATOR — fake site, no link with the French State. Never type your real credentials."
