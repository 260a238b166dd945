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
from bot.progress import Report, silent
from bot.service.pseudonyms import Pseudonyms
from bot.service.service import Service, utc_now
from bot.service.threads import on_loop
from bot.storage.database import Database
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
    storage = await Database.open(settings.database)
    try:
        coach = await _open_coach(
            settings, storage, Ages(lambda: utc_now().date(), settings.pay_years), on_loop(report)
        )
    except BaseException:
        await storage.close()
        raise
    service = Service(coach, storage, pseudonyms=pseudonyms, gaps_for=timedelta(days=settings.gap_days))
    try:
        await service.start(watch=watch)
        yield service
    finally:
        await service.close()


async def _open_coach(settings: Settings, storage: Storage, ages: Ages, report: Report) -> Coach:
    """Open the version that was rolled back to, or the folder where there is none, or it cannot be used any more."""
    pinned = await storage.versions.pinned()
    content = None if pinned is None else await storage.versions.content(pinned.number)
    if pinned is not None and content is not None:
        try:
            opened = await asyncio.to_thread(
                Coach.open, settings.knowledge, settings.cache, archive=content, ages=ages, report=report
            )
        except KnowledgeError as error:
            log.warning("version %d cannot be run any more, so the folder is read: %s", pinned.number, error)
        else:
            log.info("version %d runs, which was rolled back to; a reload reads the folder again", pinned.number)
            return opened
    return await asyncio.to_thread(Coach.open, settings.knowledge, settings.cache, ages=ages, report=report)
