"""Adapters: each implements a port of `services.ports` with a real store, gateway, keyring, clock or file."""
