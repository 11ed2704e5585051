"""What is printed of orders and invoices, as texts without a layout."""
