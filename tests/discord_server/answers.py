"""What a member sees of the bot's answer: its text, buttons, selects and modals."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.discord_server.components import BUTTON, SELECTS, TEXT, TEXT_INPUT, walk
from tests.discord_server.model import JSON, Interaction, Message, MessageFlag


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion of an autocompletion."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True, eq=False)
class Button:
    """A button on a message; `custom_id` is None for a link, the label of one without is its emoji."""

    message: Message
    label: str
    custom_id: str | None
    style: int
    disabled: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Select:
    """A select menu on a message."""

    message: Message
    custom_id: str
    type: int
    placeholder: str
    options: tuple[JSON, ...]
    low: int
    high: int
    channel_types: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Modal:
    """A dialog that opened; `fields` are the custom ids of its inputs by label."""

    interaction: Interaction
    title: str
    custom_id: str
    fields: dict[str, str]
    components: list[JSON]

    @classmethod
    def of(cls, interaction: Interaction) -> Modal:
        """Read the modal that answered an interaction."""
        data = interaction.modal
        if data is None:
            raise LookupError("no modal was opened")
        fields: dict[str, str] = {}
        for component in walk(data["components"]):
            inner = component.get("component") or component
            if inner.get("custom_id") and (component is not inner or inner["type"] == TEXT_INPUT):
                fields.setdefault(component.get("label") or inner["custom_id"], inner["custom_id"])
        return cls(interaction, data["title"], data["custom_id"], fields, data["components"])


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A message as it stood when it came, and the interaction it answers, if any."""

    message: Message | None
    interaction: Interaction | None = None
    content: str = ""
    components: list[JSON] = field(default_factory=list)
    embeds: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    flags: int = 0

    @classmethod
    def of(cls, message: Message | None, interaction: Interaction | None = None) -> Answer:
        """Take down a message as it is now."""
        if message is None:
            return cls(None, interaction)
        parts = (message.content, message.components, message.embeds, message.attachments, int(message.flags))
        return cls(message, interaction, *parts)

    @property
    def ephemeral(self) -> bool:
        """Tell whether only the member sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def layout(self) -> bool:
        """Tell whether it is a Components V2 card."""
        return bool(self.flags & MessageFlag.COMPONENTS_V2)

    @property
    def deferred(self) -> bool:
        """Tell whether the bot acknowledged first and answered later."""
        return self.interaction is not None and self.interaction.callback in (5, 6)

    @property
    def seconds(self) -> float:
        """Tell how long the first response took."""
        seconds = self.interaction.seconds if self.interaction else None
        return seconds if seconds is not None else 0.0

    @property
    def texts(self) -> tuple[str, ...]:
        """List the pieces of text in the order of reading: content, text displays, embeds."""
        displays = [part["content"] for part in walk(self.components) if part.get("type") == TEXT]
        shown: list[str] = [self.content, *displays]
        for embed in self.embeds:
            shown += [embed.get("title") or "", embed.get("description") or ""]
            shown += [f"{entry['name']}\n{entry['value']}" for entry in embed.get("fields") or []]
            shown.append((embed.get("footer") or {}).get("text") or "")
        return tuple(piece for piece in shown if piece)

    @property
    def text(self) -> str:
        """Join everything that can be read."""
        return "\n".join(self.texts)

    @property
    def component_count(self) -> int:
        """Count the components as the limit of 40 does."""
        return sum(1 for _ in walk(self.components))

    @property
    def buttons(self) -> list[Button]:
        """List the buttons in the order of reading."""
        if self.message is None:
            return []
        return [_button(self.message, part) for part in walk(self.components) if part.get("type") == BUTTON]

    @property
    def selects(self) -> list[Select]:
        """List the select menus in the order of reading."""
        if self.message is None:
            return []
        return [_select(self.message, part) for part in walk(self.components) if part.get("type") in SELECTS]

    @property
    def modal(self) -> Modal | None:
        """Read the modal that was opened instead of a message."""
        return Modal.of(self.interaction) if self.interaction and self.interaction.modal else None

    @property
    def follow_ups(self) -> list[Answer]:
        """List the follow-up messages so far."""
        messages = self.interaction.follow_ups if self.interaction else []
        return [Answer.of(message, self.interaction) for message in messages]

    def button(self, label: str) -> Button:
        """Find a button by its label."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise LookupError(f"no button {label!r} among {[button.label for button in self.buttons]}")

    def now(self) -> Answer:
        """Take the message down again, as it is by now."""
        return Answer.of(self.message, self.interaction)


def _button(message: Message, part: JSON) -> Button:
    disabled = bool(part.get("disabled"))
    label = part.get("label") or (part.get("emoji") or {}).get("name") or ""
    return Button(message, label, part.get("custom_id"), part["style"], disabled, part.get("url"))


def _select(message: Message, part: JSON) -> Select:
    options = tuple(part.get("options") or ())
    low, high = part.get("min_values", 1), part.get("max_values", 1)
    types = tuple(part.get("channel_types") or ())
    return Select(message, part["custom_id"], part["type"], part.get("placeholder") or "", options, low, high, types)
