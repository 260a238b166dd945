"""The documentation names every command on Discord with its options."""

from __future__ import annotations

from tests.discord_server.commands import paths
from tests.pages import ROOT, code, documented


async def test_slash_commands_and_their_options(bot):
    """Optional ones stand in square brackets; the command of a message's menu is named as it is."""
    written = {}
    for page in ("members.md", "admins.md"):
        for name, (options, _) in documented(page, "Command").items():
            needed, _, optional = options.partition("[")
            written[name] = (code(needed), code(optional))
    offered = {
        f"/{name}": (
            [option["name"] for option in options if option.get("required")],
            [option["name"] for option in options if not option.get("required")],
        )
        for name, command, options in paths(bot.commands.all())
        if command["type"] == 1
    }
    assert written == offered
    members = (ROOT / "docs" / "members.md").read_text("utf-8")
    assert all(f"**{each['name']}**" in members for each in bot.commands.all() if each["type"] != 1)
