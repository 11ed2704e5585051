"""The ports: what services ask of the store, the gateway, the clock and the keyring, one module per topic."""
