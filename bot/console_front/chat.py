"""The chat on a terminal: ask, pick a suggestion by its number, or give a command that starts with a slash."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Line

from bot.answers.blocks import Reply
from bot.console_front.render import show, sources

if TYPE_CHECKING:
    from bot.app import Coach

CONVERSATION = "terminal"
COMMANDS = {
    "/help": "what you can ask, and these commands",
    "/roles": "the roles that there are guides for",
    "/sources": "every place that the last answer rests on",
    "/why": "why the last answer was chosen",
    "/new": "forget what we talked about",
    "/quit": "leave (Ctrl-D does, too)",
}


class Chat:
    """One member's talk with the coach."""

    def __init__(self, coach: Coach, console: Console) -> None:
        self.coach = coach
        self.console = console
        self.asked = ""
        self.reply: Reply | None = None

    def run(self, lines: Iterable[str]) -> None:
        """Answer line after line until there are no more or `/quit`."""
        for line in lines:
            text = line.strip()
            if text == "/quit":
                return
            if text:
                self.answer(text)

    def answer(self, text: str) -> None:
        """Answer a question, a suggestion's number or a command."""
        if text.startswith("/"):
            self.command(text.split()[0])
            return
        picked = self.suggestion(text)
        if picked:
            self.say(f"> {picked}")
        self.asked = picked or text
        self.reply = self.coach.ask(self.asked, conversation=CONVERSATION)
        self.show(self.reply)

    def suggestion(self, text: str) -> str | None:
        """Find the question behind a suggestion's number."""
        suggestions = self.reply.suggestions if self.reply else ()
        return {str(number): suggestion.ask for number, suggestion in enumerate(suggestions, 1)}.get(text)

    def command(self, name: str) -> None:
        """Carry out a command."""
        actions: dict[str, Callable[[], None]] = {
            "/help": self.help,
            "/roles": self.roles,
            "/sources": self.sources,
            "/why": self.why,
            "/new": self.new,
        }
        action = actions.get(name)
        if action is None:
            self.say(f"There is no command {name}. /help lists them.")
            return
        action()

    def help(self) -> None:
        """Say what can be asked, and list the commands."""
        self.reply = self.coach.help()
        self.show(self.reply)
        width = max(map(len, COMMANDS))
        self.say("\n".join(f"{name:{width}}  {what}" for name, what in COMMANDS.items()))

    def roles(self) -> None:
        """List the roles."""
        self.say("\n".join(f"{role.title}: {role.summary}" for role in self.coach.knowledge.roles.values()))

    def sources(self) -> None:
        """Show every citation of the last answer."""
        citations = self.reply.citations if self.reply else ()
        self.say("\n".join(sources(citations, every=True)) or "The last answer rests on no guide.")

    def why(self) -> None:
        """Explain how the last message was understood."""
        if not self.asked:
            self.say("Nothing has been asked yet.")
            return
        self.say(self.coach.explain(self.asked, conversation=CONVERSATION))

    def new(self) -> None:
        """Forget the conversation."""
        self.coach.forget(CONVERSATION)
        self.asked, self.reply = "", None
        self.say("A new conversation: what was said before is forgotten.")

    def show(self, reply: Reply) -> None:
        """Show a reply; replies in a pipe are set apart by an empty line."""
        show(self.console, reply)
        if not self.console.is_terminal:
            self.console.out("")

    def say(self, text: str) -> None:
        """Write a line of the chat itself."""
        self.console.print(Line(text, style="dim"), soft_wrap=not self.console.is_terminal)
        self.console.out("")


def run_chat(coach: Coach, console: Console, *, watch: bool = False) -> None:
    """Chat with whoever sits at the terminal, or answer the lines of a pipe; `watch` follows the knowledge folder."""
    chat = Chat(coach, console)
    with _followed(chat) if watch else nullcontext():
        if not (sys.stdin.isatty() and console.is_terminal):
            chat.run(sys.stdin)
            return
        # The prompt is only for people; a pipe need not wait for its import.
        from bot.console_front.prompt import typed_lines

        titles = [role.title for role in coach.knowledge.roles.values()]
        chat.say(f"Career Coach knows {len(titles)} roles. Ask away, or type /help. Ctrl-D leaves.")
        chat.run(typed_lines(tuple(COMMANDS), titles))


def _followed(chat: Chat) -> AbstractContextManager[None]:
    from bot.console_front.watch import watched  # brings the watcher's library

    return watched(chat.coach, chat.say)
