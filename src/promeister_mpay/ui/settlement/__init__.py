"""Avräkning: the windows in which Resurs's payouts are read, matched, booked and explained."""
