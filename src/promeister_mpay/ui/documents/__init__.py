"""Documents on paper and on the screen: layout, painting, preview, printing and PDF files."""
