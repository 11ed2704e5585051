"""What a clerk does with orders."""
