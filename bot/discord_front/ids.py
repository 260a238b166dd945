"""What a button or a select carries in its `custom_id`: kinds, packing, limits and signatures.

Discord gives a custom id back as it was sent, at any age and after any restart, so all that an answer to a press needs
stands in it: nothing is kept in memory. It holds 100 characters, counted here as UTF-16 units. A kind stands in front,
before a colon; each kind's pattern is read by one regular expression without nested repetition, so that reading takes
time in proportion to the length.

    ask:<message>                           asks the message
    src:<version>:<guides and lines>        opens the passages of these lines
    pick:<page>:<menu>                      a select; its values are messages, or a page to turn to
    share:<what is shown instead>           posts the card to the channel
    vote:<up|down>:<mark>:<answer>|<text>   a thumb; the mark is a signature over the rest
    load:<act>:<mark>:<version>:<digest>:<running>  runs what a preview showed, or leaves it
    take:…                                  the same for an imported draft, which stands in a file beside the button
    set:<field>:<mark>                      a select of a server's settings; the mark covers the server
    own:<act>                               what a member does with what is kept of them
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.answers.passages import Place

MOST = 100
"""UTF-16 units that a custom id holds."""
MARK = 8
"""Characters of a signature: 48 bits, of which a forger who must press a button a guess finds none."""
KEY = 5
"""Characters of a role's key: 30 bits, so that among 1,000 roles two alike are very unlikely."""
VERSION = 6
"""Characters of the knowledge's digest."""

ASK = re.compile(r"ask:(?P<message>\s*\S.*)", re.DOTALL)
SOURCES = re.compile(r"src:(?P<version>[^:]*):(?P<places>[a-zA-Z0-9_~.;+-]+)")
PICK = re.compile(r"pick:(?P<page>\d{1,4}):(?P<menu>.*)")
SHARE = re.compile(r"share:(?P<instead>.*)")
VOTE = re.compile(r"vote:(?P<way>up|down):(?P<mark>[\w-]{8}):(?P<signed>[^|]*\|.*)", re.DOTALL | re.ASCII)

_OFFERED = r"(?P<act>apply|force|drop):(?P<mark>[\w-]{8}):(?P<signed>\d{1,9}:(?P<digest>[\w-]{43}):[0-9a-f]{8})"
LOAD = re.compile(rf"load:{_OFFERED}", re.ASCII)
TAKE = re.compile(rf"take:{_OFFERED}", re.ASCII)
SETTING = re.compile(r"set:(?P<field>replies|language|cooldown):(?P<mark>[\w-]{8})", re.ASCII)
CHANNELS = re.compile(r"set:(?P<field>channels):(?P<mark>[\w-]{8})", re.ASCII)
OWN = re.compile(r"own:(?P<act>export|delete|erase|keep)")


def units(text: str) -> int:
    """Count UTF-16 units, as Discord does at worst."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(custom_id: str) -> bool:
    """Tell whether Discord takes a custom id of this length."""
    return 0 < units(custom_id) <= MOST


def cut(text: str, most: int) -> str:
    """Cut text to so many UTF-16 units, never inside a character."""
    while units(text) > most:
        text = text[: max(0, len(text) - max(1, (units(text) - most) // 2))]
    return text


class Signer:
    """Signs what a forger could abuse, with a key derived from the bot's token."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"career-coach: custom ids", "sha256")

    def mark(self, text: str) -> str:
        """Give the signature of a text."""
        return _short(hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256"), MARK)

    def holds(self, mark: str, text: str) -> bool:
        """Tell whether a signature is that of a text."""
        return hmac.compare_digest(mark.encode(), self.mark(text).encode())


@dataclass(frozen=True, slots=True)
class Cited:
    """The lines that a sources button carries, and of which version of the knowledge."""

    version: str
    places: tuple[Place, ...]
    more: bool = False
    """Whether some lines found no room."""


@dataclass(frozen=True, slots=True)
class Voted:
    """What a thumb carries: up or down, which answer, and the question as far as it has room."""

    up: bool
    answer: str
    text: str = field(default="", repr=False)


def key_of(role: str) -> str:
    """Give the short key of a role, which is the same whatever other roles there are."""
    return _short(hashlib.sha256(role.encode()).digest(), KEY)


def keys(roles: Iterable[str]) -> dict[str, str]:
    """Give the role of each key; a key that two roles share names neither."""
    found: dict[str, list[str]] = {}
    for role in roles:
        found.setdefault(key_of(role), []).append(role)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def pack_sources(version: str, places: Iterable[Place]) -> str:
    """Write the lines of an answer, best first, as many as fit; a plus at the end says that there are more."""
    packed, text = f"src:{version[:VERSION]}:", ""
    for role, group in groupby(places, key=lambda place: place[0]):
        for _, span in group:
            head = "" if text.rpartition(";")[2].startswith(f"{key_of(role)}~") else f";{key_of(role)}~"
            longer = text + (head or ".") + _pack_span(span)
            if not fits(packed + longer.removeprefix(";") + "+"):
                return packed + text.removeprefix(";") + "+"
            text = longer
    return packed + text.removeprefix(";")


def unpack_sources(found: re.Match[str], roles: Mapping[str, str]) -> Cited | None:
    """Read a sources button; `roles` are the roles of today by key. None where it names no lines."""
    text = found["places"]
    places: list[Place] = []
    for group in text.removesuffix("+").split(";"):
        key, _, spans = group.partition("~")
        lines = [_unpack_span(span) for span in spans.split(".")]
        if any(span is None for span in lines):
            return None
        places += [(roles.get(key, ""), span) for span in lines if span]
    return Cited(found["version"], tuple(places), text.endswith("+"))


def pack_vote(signer: Signer, *, up: bool, answer: str, text: str) -> str:
    """Write a thumb: the answer's reference and as much of the question as has room, signed."""
    way = "up" if up else "down"
    label, _, role = answer.partition(" ")
    reference = cut(label.replace("|", "/"), 50) + (f" {key_of(role)}" if role else "")
    room = MOST - units(f"vote:{way}:{'-' * MARK}:{reference}|")
    signed = f"{reference}|{cut(text.strip(), room).strip()}"
    return f"vote:{way}:{signer.mark(way + signed)}:{signed}"


def unpack_vote(found: re.Match[str], signer: Signer, roles: Mapping[str, str]) -> Voted | None:
    """Read a thumb; None where the signature is not ours."""
    way, signed = found["way"], found["signed"]
    if not signer.holds(found["mark"], way + signed):
        return None
    reference, _, text = signed.partition("|")
    label, _, key = reference.partition(" ")
    return Voted(way == "up", " ".join(filter(None, (label, roles.get(key, "")))), text)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a preview showed: a version by its number, or the folder, which is number 0."""

    number: int
    digest: str
    running: str
    """The beginning of the digest of what ran when it was shown."""


def pack_load(signer: Signer, act: str, offered: Offered, kind: str = "load") -> str:
    """Write a button under a preview: what to do, and with what, signed."""
    digest = urlsafe_b64encode(bytes.fromhex(offered.digest)).decode().rstrip("=")
    signed = f"{offered.number}:{digest}:{offered.running[:8]}"
    return f"{kind}:{act}:{signer.mark(_covered(kind, act, signed))}:{signed}"


def unpack_load(found: re.Match[str], signer: Signer) -> Offered | None:
    """Read a button under a preview; None where the signature is not ours."""
    if not signer.holds(found["mark"], _covered(found.string.partition(":")[0], found["act"], found["signed"])):
        return None
    number, digest, running = found["signed"].split(":")
    return Offered(int(number), urlsafe_b64decode(digest + "=").hex(), running)


def _covered(kind: str, act: str, signed: str) -> str:
    """Give what a signature covers; of a load it has never covered the kind."""
    return act + signed if kind == "load" else f"{kind}:{act}{signed}"


def pack_setting(signer: Signer, field_name: str, guild: int) -> str:
    """Write a select of a server's settings, signed."""
    return f"set:{field_name}:{signer.mark(f'set:{field_name}:{guild}')}"


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _pack_span(span: tuple[int, int]) -> str:
    first, last = span
    return _in_36(first) + (f"-{_in_36(last - first)}" if last > first else "")


def _unpack_span(text: str) -> tuple[int, int] | None:
    first, _, length = text.partition("-")
    if not re.fullmatch(r"[0-9a-z]{1,5}(-[0-9a-z]{1,5})?", text):
        return None
    return int(first, 36), int(first, 36) + int(length or "0", 36)


def _in_36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _short(digest: bytes, length: int) -> str:
    return urlsafe_b64encode(digest)[:length].decode()
