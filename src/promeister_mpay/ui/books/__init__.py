"""The books on the screen: their lists, a voucher, the ledger, SIE files, and closing a period."""
