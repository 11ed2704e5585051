"""Workshop orders: their rows, sums, status and rules."""
