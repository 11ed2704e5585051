"""The declared schema; the migrations must lead to it."""
