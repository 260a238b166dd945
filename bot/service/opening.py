"""Put a service together from the settings: open the database, then the knowledge that should run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.answers.ages import Ages
from bot.app import Coach
from bot.config import Settings
from bot.errors import KnowledgeError
from bot.knowledge.folder import digest
from bot.progress import Report, silent
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service, utc_now
from bot.service.threads import on_loop
from bot.storage.database import Database
from bot.storage.records import Version
from bot.storage.repositories import Storage

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_service(settings: Settings, *, watch: bool = False, report: Report = silent) -> AsyncIterator[Service]:
    """Give a service that is started, and close it; `watch` lets it follow the knowledge folder.

    Raises:
        TokenError: where there is no token, from which members' pseudonyms are derived.
        StorageError: where the database cannot be opened.
        KnowledgeError: where the knowledge cannot be used.
    """
    pseudonyms = Pseudonyms(settings.token())
    storage = await Database.open(settings.database, alone=True)
    try:
        coach = await _open_coach(
            settings, storage, Ages(lambda: utc_now().date(), settings.pay_years), on_loop(report)
        )
    except BaseException:
        await storage.close()
        raise
    service = Service(coach, storage, pseudonyms=pseudonyms, gaps_for=timedelta(days=settings.gap_days))
    service.shards = settings.shards
    try:
        await service.start(watch=watch)
        yield service
    finally:
        await service.close()


async def _open_coach(settings: Settings, storage: Storage, ages: Ages, report: Report) -> Coach:
    """Open the version that should run, or the folder where it is new, or the version cannot be used any more."""
    wanted = await _wanted(settings, storage)
    content = None if wanted is None else await storage.versions.content(wanted.number)
    if wanted is not None and content is not None:
        try:
            opened = await asyncio.to_thread(
                Coach.open, settings.knowledge, settings.cache, archive=content, ages=ages, report=report
            )
        except KnowledgeError as error:
            log.warning("version %d cannot be run any more, so the folder is read: %s", wanted.number, error)
        else:
            why = "was rolled back to" if wanted.pinned else "the other processes run"
            log.info("version %d runs, which %s; a reload reads the folder again", wanted.number, why)
            return opened
    return await asyncio.to_thread(Coach.open, settings.knowledge, settings.cache, ages=ages, report=report)


async def _wanted(settings: Settings, storage: Storage) -> Version | None:
    """Give the version that runs instead of what the folder holds; None where the folder decides.

    A rollback goes before any folder. Where several processes share a database, their folders may differ, as while one
    after the other gets a new image: a folder that nobody has run yet is taken, by this process and then by all; one
    that was run before is older than what is current, and does not bring the old content back.
    """
    current = await storage.versions.current()
    if current is None or current.pinned or not storage.changes.shared:
        return current if current is not None and current.pinned else None
    held = await asyncio.to_thread(digest, settings.knowledge)
    return current if held != current.digest and await storage.versions.ran(held) else None
