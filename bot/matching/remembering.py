"""What a conversation remembers of a message: the roles and intent to go on with, and the words of the question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.entities import EntityKind, covered
from bot.matching.utterance import Utterance

_REMEMBERED = frozenset(
    {Act.FACET, Act.TOPIC, Act.SKILL, Act.MORE, Act.OTHER_ROLE, Act.COMPARE, Act.SKILL_GAP, Act.OFFER}
)


def remember(context: Context, askings: Iterable[Asking]) -> Context:
    """Give what to remember after a message; small talk and refusals leave the thread as it was."""
    for asking in askings:
        if asking.act is Act.CLARIFY:
            context = replace(context, choices=asking.choices, roles=asking.roles if asking.named else context.roles)
        if asking.act not in _REMEMBERED and asking.reason is not Reason.NOT_IN_GUIDE:
            continue
        if asking.aside:
            continue
        keep_label = asking.act in {Act.MORE, Act.OTHER_ROLE}
        same = asking.label == context.label and not asking.utterance.content  # "the other one": asked in no new words
        tokens = _bare(asking.utterance)
        context = Context(
            roles=asking.roles or (() if asking.named else context.roles),
            label=context.label if keep_label else asking.label,
            text=context.text if keep_label or same else "" if asking.act is Act.OFFER else " ".join(tokens),
            shown=(*(context.shown if asking.act is Act.MORE else ()), *(r.passage.key for r in asking.ranked[:5])),
            offer=asking.offer or context.offer,
            listed=_listed(context, asking),
        )
    return context


def _listed(context: Context, asking: Asking) -> tuple[str, ...]:
    """Give the roles spoken of so far, those of an answer to several last and in their order."""
    if len(asking.roles) > 1:
        return asking.roles
    if not asking.roles or asking.roles[0] in context.listed:
        return context.listed
    return (*context.listed, *asking.roles)


def _bare(utterance: Utterance) -> list[str]:
    """Give the words of a question without the names in it.

    What the next question may be asked about with other names.
    """
    hidden = covered(entity for entity in utterance.entities if entity.kind is not EntityKind.SKILL)
    return [word for position, word in enumerate(utterance.words.tokens) if position not in hidden]


def others(context: Context) -> tuple[str, ...]:
    """Give the roles spoken of before the present one."""
    return tuple(role for role in context.listed if role not in context.roles)
