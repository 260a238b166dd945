"""The Discord front, end to end: the unmodified client on the loopback Discord."""
