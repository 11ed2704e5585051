"""What is seen: Qt only, asks services."""
