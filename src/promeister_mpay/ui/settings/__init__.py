"""The settings on the screen: pages of fields generated from declarations, used by the dialog and the guide."""
