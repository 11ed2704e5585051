"""Mobile payment: sending, checking and voiding links, and the loop that carries out each payment request."""
