"""What is true of orders, money and payments; pure: no Qt, SQL, HTTP, clock or files."""
