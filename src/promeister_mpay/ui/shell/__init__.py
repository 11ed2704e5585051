"""The main window around the order: menus, navigation tree, status line, band, closing."""
