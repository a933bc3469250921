"""The law: what the specifications say, and the two roles they define.

Would the sentence still be true if FranceConnect did not exist? Then it belongs here. The only importer of Authlib and joserfc.
"""
