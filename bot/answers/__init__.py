"""Replies as frozen blocks that know nothing of where they are shown, and the code that composes them."""
