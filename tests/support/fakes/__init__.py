"""Fakes of the ports: they behave like the real adapters and do not record calls."""
