"""Backup copies, restoring and the support bundle on the screen."""
