"""What `SECURITY.md` says of Discord: who may do what, what is signed, and what the bot asks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.discord_front as front
from bot.discord_front import ids
from bot.discord_front.admins import REFUSAL
from bot.discord_front.bot import INTENTS
from bot.discord_front.forms import FORMS
from bot.discord_front.ids import Offered, Signer, pack_load
from bot.discord_front.menus import NAME
from bot.discord_front.presses import ITEMS
from tests.discord_front.conftest import serving
from tests.discord_front.samples import FULL
from tests.discord_server import BOT_TOKEN, NotOffered
from tests.discord_server.commands import paths
from tests.discord_server.model import Permission
from tests.pages import ROOT

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
GUIDE = (ROOT / "docs" / "admins.md").read_text("utf-8")
ASKED_ABOUT = {"permissions", "ours"}
"""What the front calls the bot's own permissions in a channel."""


def invited() -> discord.Permissions:
    (number,) = set(re.findall(r"permissions=(\d+)", GUIDE))
    assert number in PAGE
    return discord.Permissions(int(number))


async def test_the_table_of_rights_names_every_way_in(bot):
    table = PAGE.partition("## Who may do what")[2].partition("\n## ")[0]
    named = {line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| `")}
    expected = {f"`/{name}`" for name, command, _ in paths(bot.commands.all()) if command["type"] == 1}
    expected |= {f"`{NAME}`, in a message's menu"} | {f"`{name}` form" for name in FORMS}
    for item in ITEMS:
        kind = item.__discord_ui_compiled_template__.pattern.partition(":")[0]
        expected.add(f"`{kind}:` " + {"pick": "select", "set": "selects"}.get(kind, "button"))
    assert named == expected
    assert "| direct message |" in PAGE
    assert "| mention or reply |" in PAGE


@pytest.mark.parametrize("act", ["apply", "force", "drop"])
@pytest.mark.parametrize("number", [0, 3])
async def test_a_genuine_admins_button_is_refused_to_a_member(bot, member, guild, act, number):
    genuine = pack_load(Signer(BOT_TOKEN), act, Offered(number, "ab" * 32, "0" * 8))
    for place in (guild, bot.add_guild("Elsewhere", owner=member), None):
        answer = await bot.press_custom_id(member, genuine, guild=place)
        assert (answer.text, answer.ephemeral) == (REFUSAL.replace("_", "\\_"), True)


async def test_a_member_is_suggested_no_version(bot, member, guild):
    guild.administrators.add(member.id)
    try:
        assert (
            await bot.autocomplete(member, "knowledge rollback", {"version": "1"}, focused="version", guild=guild) == []
        )
    except NotOffered:
        pytest.fail("an administrator of the server is shown the command")


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 10**9), st.sampled_from(["replies", "channels"]))
def test_no_signature_holds_for_another_kind(label, text, number, field):
    signed = []

    class Noting(Signer):
        def mark(self, text):
            signed.append(text)
            return super().mark(text)

    signer = Noting(BOT_TOKEN)
    for up in (True, False):
        ids.pack_vote(signer, up=up, answer=label, text=text)
    for act in ("apply", "force", "drop"):
        ids.pack_load(signer, act, Offered(number, "ab" * 32, "0" * 8))
    ids.pack_setting(signer, field, number)
    assert len(set(signed)) == len(signed)
    heads = ("up", "down", "apply", "force", "drop", "set:")
    assert [text.startswith(head) for text, head in zip(signed, heads, strict=True)] == [True] * len(heads)
    assert not any(a != b and a.startswith(b) for a in heads for b in heads)


def test_no_intent_is_privileged():
    assert {name for name, on in INTENTS if on} == {"guilds", "guild_messages", "dm_messages"}
    assert "guilds, guild messages and direct messages" in PAGE


def test_the_invite_asks_for_just_what_the_code_uses():
    used = set()
    for file in Path(front.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ASKED_ABOUT:
                used.add(node.attr)
    assert discord.Permissions(**dict.fromkeys(used, True)) == invited()
    for name in used:
        assert f"**{name.replace('_', ' ').title().replace(' In ', ' in ')}" in GUIDE


async def test_the_permissions_of_the_invite_are_enough(discord_server, coach, settings, member, guild):
    coach.answer = FULL
    guild.member_permissions = invited().value
    async with serving(discord_server, coach, settings):
        answer = await discord_server.mention(member, guild, "pay?")
        assert answer.text
        thread = await discord_server.start_thread(guild.channels[0], "thread")
        assert (await discord_server.mention(member, thread, "pay?")).text
        guild.member_permissions = invited().value | Permission.USE_APPLICATION_COMMANDS
        assert (await discord_server.slash(member, "ask", {"question": "pay?"}, guild=guild)).text
