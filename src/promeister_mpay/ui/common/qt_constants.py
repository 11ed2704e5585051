"""Qt's enumerations as plain numbers, for what is made before the first paint.

Python's classes of the `Qt` namespace alone take 15 ms to make. Until the window is painted nothing may ask for them:
numbers go where Qt takes any value (roles, properties), and what runs later says `QtCore.Qt` where it needs it.
"""

DISPLAY_ROLE = 0
EDIT_ROLE = 2
TOOL_TIP_ROLE = 3
SIDE_ROLE = 7
GROUND_ROLE = 8
USER_ROLE = 0x100
CENTRE, LEFT, RIGHT = 0x84, 0x81, 0x82
"""All in the middle of the height."""
PLAIN_TEXT = 0
SELECTABLE_BY_MOUSE = 1
NO_FOCUS, STRONG_FOCUS = 0, 11
