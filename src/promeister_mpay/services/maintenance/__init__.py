"""Backup copies of the embedded store, and the support bundle."""
