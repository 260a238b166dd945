"""Give members names that tell nobody who they are."""

from __future__ import annotations

import hmac


class Pseudonyms:
    """Names members by a keyed hash; the key is derived from the bot's token.

    Who reads the database alone cannot undo them. With another token a member has another name, and what was kept under
    the old one is nobody's any more.
    """

    def __init__(self, token: str) -> None:
        self._key = hmac.digest(token.encode(), b"career-coach: members", "sha256")

    def of(self, user: int) -> str:
        """Name a member: the same each time, 32 hexadecimal digits."""
        return hmac.new(self._key, str(user).encode(), "sha256").hexdigest()[:32]
