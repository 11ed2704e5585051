"""Foreign files for tests and for the fuzz campaign (`scripts/fuzz.py`): samples of each kind, and damage to them."""
