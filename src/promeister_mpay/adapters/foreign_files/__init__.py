"""Reads files that other programs have made in a process of its own, with limits of memory and time (`design §17`)."""
