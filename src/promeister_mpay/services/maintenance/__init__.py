"""Copies of the store and the support bundle."""
