"""What the program needs before and around its window: the Qt application, crash box, signals, single instance."""
