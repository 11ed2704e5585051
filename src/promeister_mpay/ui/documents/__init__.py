"""Documents on paper and screen: laid out, painted, shown before printing, printed, and saved as PDF."""
