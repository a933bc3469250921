"""Accounts that last: their states, what may be unique, how a person proves that one is hers, how two identities become one."""
