"""Payouts and what they settle in the store."""
