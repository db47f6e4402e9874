"""Connect to a Dask cluster, and let its workers make documents."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cpreport.builder.make import Made, Material
from cpreport.builder.plan import Order
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.folders import beside
from cpreport.remote.dispatch import LOST, make_on_cluster
from cpreport.remote.dispatch import address as scheduler_address
from cpreport.remote.versions import differences, versions_here

if TYPE_CHECKING:
    from distributed import Client

#: What a scheduler's address looks like; Dask waits for ever for some that are none.
_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://(\[[0-9A-Fa-f:.]+\]|[^\s:/]+):\d+/?")
_CONNECT_SECONDS = 10
_LOGGERS = {"distributed", "asyncio", "tornado"}
#: Pictures are part of a job; Dask would warn of its size.
_DASK = {"distributed.admin.large-graph-warning-threshold": "1TB"}


@contextlib.contextmanager
def cluster_makers(
    scheduler: str, order: Order, due: int
) -> Iterator[Callable[[Iterable[Material]], Iterator[Made]]]:
    """Connect to a cluster, check the versions of its workers, and let them make documents.

    Parameters
    ----------
    scheduler : str
        The address of the scheduler, `tcp://host:8786`.
    due : int
        How many documents there are to make; workers take as many as they can.

    Raises
    ------
    Refused
        With CP611 where there is no Dask, no scheduler, or a worker that would make other bytes.
    """
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise Refused([_not_installed(error)]) from None
    from cpreport.remote.worker import BuildPlugin

    name = f"cpreport-{secrets.token_hex(8)}"
    with _silence(), dask.config.set(_DASK), _connected(Client, scheduler) as client:
        _check_versions(client)
        plugin = BuildPlugin(
            order.folder.resolve().name, _own_files(order.folder), _settings(), versions_here()
        )
        try:
            client.register_plugin(plugin, name=name)
        except (ImportError, *LOST) as error:
            raise Refused([_not_reached(scheduler, error)]) from None
        try:
            yield lambda materials: make_on_cluster(client, name, materials)
        finally:
            with contextlib.suppress(KeyError, *LOST):
                client.unregister_worker_plugin(name)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from printing: what concerns the user comes as a problem."""
    # Dask sets a level for each of its loggers, so none of them heeds that of another.
    known = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] in _LOGGERS]
    loggers = [logging.getLogger(name) for name in known]
    before = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="distributed")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in zip(loggers, before, strict=True):
                logger.setLevel(level)


@contextlib.contextmanager
def _connected(kind: type[Client], address: str) -> Iterator[Client]:
    if not _ADDRESS.fullmatch(address):
        raise Refused([_not_an_address(address)])
    try:
        client = kind(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (TypeError, *LOST) as error:
        # Also where the settings of Dask itself are wrong: certificates, protocols.
        raise Refused([_not_reached(address, error)]) from None
    try:
        yield client
    finally:
        with contextlib.suppress(*LOST):
            client.close(timeout=5)


def _check_versions(client: Client) -> None:
    """Check that what the workers make has the same bytes as here.

    Raises
    ------
    Refused
        With CP611 for every worker that is otherwise.
    """
    from cpreport.remote.worker import other_versions

    try:
        found = _versions_of_workers(client)
    except LOST as error:
        raise Refused([_not_reached(scheduler_address(client), error)]) from None
    here = versions_here()
    problems = [
        other_versions(w, how) for w, there in found.items() if (how := differences(here, there))
    ]
    if problems:
        raise Refused(problems)


def _versions_of_workers(client: Client) -> dict[str, dict[str, str]]:
    """Ask each worker for its versions; by address."""
    # Asked of Dask first: a function of one Python cannot be read by another.
    here = versions_here()["Python"]
    pythons = {
        worker: ".".join(said["host"]["python"].split(".")[:2])
        for worker, said in client.get_versions()["workers"].items()
    }
    if others := {w: {**versions_here(), "Python": p} for w, p in pythons.items() if p != here}:
        return others

    def about() -> dict[str, str]:
        # This is sent as it stands: there may be no cpreport there, or an older one.
        try:
            import cpreport
        except ImportError:
            return {"cpreport": "not installed"}
        try:
            from cpreport.remote.versions import versions_here

            return versions_here()
        except ImportError:
            return {"cpreport": cpreport.__version__}

    found: dict[str, dict[str, str]] = client.run(about)
    return found


def _own_files(series: Path) -> dict[str, bytes]:
    """Read the user's templates and styles, by path below the folder that holds the series."""
    found: dict[str, bytes] = {}
    for folder in beside(series):
        for path in sorted(folder.rglob("*")):
            # As where a page is made: a link may lead out of the folder, and then nowhere.
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                found[path.relative_to(folder.parent).as_posix()] = path.read_bytes()
    return found


def _settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("CPREPORT_MAX_")}


def _not_installed(error: ImportError) -> Problem:
    return Problem(
        "CP611",
        Place("."),
        f"Dask cannot be imported: {str(error).lower()}",
        help='run `pip install "cpreport[dask]"`, or build without `--executor dask`',
    )


def _not_an_address(address: str) -> Problem:
    return Problem(
        "CP611",
        Place("."),
        f"`{address}` is not the address of a Dask scheduler",
        ("tcp://host:8786", "tls://host:8786"),
        "`dask scheduler` prints its address when it starts",
    )


def _not_reached(address: str, error: Exception) -> Problem:
    return Problem(
        "CP611",
        Place("."),
        f"the scheduler at {address} cannot be reached: {str(error) or type(error).__name__}",
        help="see that `dask scheduler` runs there, and that this machine may reach its port",
    )
