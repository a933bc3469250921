"""The hub: a login walks through nine stations, one file each, and comes out as an identity at the relying party.

1. ask       steps/authorize.py  a relying party asks for somebody; the request is examined
2. choose    steps/choose.py     the person sees the identity providers
3. depart    steps/depart.py     she leaves for the one she chose
4. return    steps/callback.py   she comes back with its answer
5. identify  steps/identify.py   the answer becomes a person and a pairwise sub
6. consent   steps/consent.py    she sees what will be sent, and continues
7. respond   steps/respond.py    a code travels to the relying party
8. token     steps/token.py      its server redeems the code
9. userinfo  steps/userinfo.py   and reads what the granted scopes release

Stations never call one another: each hands the journey to `walk`, which decides the next stop. Beside the walk stand the way
out (`steps/logout.py`), the way back (`steps/abort.py`), revocation, introspection and `/checktoken` (a file each), and what
anybody may read (`steps/documents.py`).
"""

#: The walk as data: station name → file under `steps/`, in walking order.
STATIONS = (
    ("ask", "authorize"),
    ("choose", "choose"),
    ("depart", "depart"),
    ("return", "callback"),
    ("identify", "identify"),
    ("consent", "consent"),
    ("respond", "respond"),
    ("token", "token"),
    ("userinfo", "userinfo"),
)
