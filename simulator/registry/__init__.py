"""The civil registry: knows people, not logins, and compares the identity it is asked about with its entries (design §5)."""
