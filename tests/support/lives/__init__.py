"""Random lives of a workshop: real programs, real HTTP, a network that misbehaves, and the gateway's own ledger."""
