"""The user interface: Qt only; it calls the services."""
