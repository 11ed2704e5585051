"""Payouts in the store, and the payments and refunds that they settle."""
