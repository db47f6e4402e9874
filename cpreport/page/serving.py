"""Serve the page on this machine alone, and end when it is closed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from cpreport.page.answering import Site
from cpreport.page.app import page_app
from cpreport.page.desk import Desk
from cpreport.page.guard import Keys

#: Seconds between two looks at whether the page is still open.
_LOOK = 1.0


def serve(folder: Path | None, tell: Callable[[str], None], *, stay: bool) -> None:
    """Serve the page until it is closed.

    Parameters
    ----------
    folder : Path or None
        The series folder; without, the page asks for one.
    tell : callable
        Told the address, with its token, when the page can be opened.
    stay : bool
        Whether to go on when the page is closed.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        keys = Keys(port)
        site = Site(keys, Desk(folder))
        site.previews.kept.remove_earlier()
        # Nothing of a request is ever logged: addresses name study ids.
        config = uvicorn.Config(
            page_app(site), log_level="critical", access_log=False, server_header=False,
            timeout_graceful_shutdown=1, lifespan="off", limit_concurrency=200,
        )  # fmt: skip
        server = uvicorn.Server(config)
        asyncio.run(_serve(server, listening, site, lambda: tell(address(keys)), stay=stay))
        site.jobs.stop()
        site.source.forget()


def address(keys: Keys) -> str:
    """Write the address that opens the page, once."""
    return f"http://127.0.0.1:{keys.port}/?token={keys.token}"


async def _serve(
    server: uvicorn.Server,
    listening: socket.socket,
    site: Site,
    ready: Callable[[], None],
    *,
    stay: bool,
) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    ready()
    while not serving.done():
        await asyncio.wait([serving], timeout=_LOOK)
        if site.presence.is_to_end() or (not stay and site.presence.is_over()):
            server.should_exit = True
    await serving
