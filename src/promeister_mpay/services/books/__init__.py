"""Posting, crediting, correcting, the ledger and the SIE export."""
