"""Mobile payment: sending, checking, cancelling, and the loop that steps each payment request."""
