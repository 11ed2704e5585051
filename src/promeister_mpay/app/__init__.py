"""The top floor: starts the program (`start`), builds what it consists of (`composition`), plays the tour."""
