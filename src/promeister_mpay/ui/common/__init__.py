"""What the rooms of the user interface share: background work, actions, tables, dialogs, formats."""
