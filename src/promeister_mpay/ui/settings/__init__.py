"""The settings on the screen: pages of fields made from the declarations, in a dialog and in the guide."""
