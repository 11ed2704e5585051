"""Reading, matching and booking of settlement files."""
