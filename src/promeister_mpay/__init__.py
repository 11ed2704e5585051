"""An order window for a Swedish car workshop, with payment by SMS link through Resurs Bank."""

__version__ = "0.1.0"
