"""What the hub keeps of a person beyond a login: her connections, and which identity providers she lets in (contract §6.6, §6.7).

Nothing here says who she is: everything stands under a keyed hash of her identity. It does not decide what a login does with it,
which is the stations' business, nor show it, which is the dashboard's.
"""
