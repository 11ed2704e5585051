"""Qt's enumeration values as integers, for widgets created before the first paint.

Creating Python's classes of the `Qt` namespace takes 15 ms. Code that runs before the first paint uses these integers
where Qt accepts any value (roles, properties); later code imports `QtCore.Qt` where it needs it.
"""

DISPLAY_ROLE = 0
EDIT_ROLE = 2
TOOL_TIP_ROLE = 3
SIDE_ROLE = 7
BACKGROUND_ROLE = 8
USER_ROLE = 0x100
CENTRE, LEFT, RIGHT = 0x84, 0x81, 0x82
"""All in the middle of the height."""
PLAIN_TEXT = 0
SELECTABLE_BY_MOUSE = 1
NO_FOCUS, STRONG_FOCUS = 0, 11
