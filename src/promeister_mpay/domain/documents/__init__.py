"""The printed documents of orders and invoices: their texts, and their division into pages."""
