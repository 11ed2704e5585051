"""Avräkning: the windows that read, match, book and explain Resurs's payouts."""
