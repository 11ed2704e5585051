"""The rules of orders, money and payments; pure Python: no Qt, SQL, HTTP, clock or files."""
