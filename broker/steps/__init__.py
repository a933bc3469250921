"""The stations of a login, one file each: pure functions from a request and the house's ports to an answer.

They never import one another; `broker.walk` alone knows what comes next.
"""
