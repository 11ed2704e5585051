"""How the outside is reached: store, gateway, keyring, files."""
