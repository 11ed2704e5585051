"""Bookkeeping in the store: invoices, vouchers, SIE batches and account sums."""
