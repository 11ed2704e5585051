"""The order on the screen: header, rows, totals, and opening, editing and saving it."""
