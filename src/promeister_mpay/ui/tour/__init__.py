"""The tour: plays a demonstration by keyboard and saves a picture of each step."""
