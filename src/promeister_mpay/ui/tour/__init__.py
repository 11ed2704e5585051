"""The tour: plays the whole story by keyboard and saves a picture of each step."""
