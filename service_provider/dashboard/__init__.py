"""The person's dashboard: her connections, the identity providers she lets in, the report of a misuse (contract §6.6, §6.7).

A relying party of the hub like any other, except that the hub answers its questions about whoever has just logged in. It keeps
nothing but visits, and does not know moncompteformation.
"""
