"""Reading, writing and importing the registers."""
