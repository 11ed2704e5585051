"""Settlement files and payouts from the gateway, and the clearing account."""
