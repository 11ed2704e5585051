"""Invoices, credit invoices, vouchers and the SIE export."""
