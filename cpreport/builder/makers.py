"""Take an order, and give who makes its documents: this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from cpreport.builder.make import Made, Material
from cpreport.builder.plan import Order
from cpreport.builder.workers import made
from cpreport.processes import jobs_for


@contextmanager
def makers(order: Order, due: int) -> Iterator[Callable[[Iterable[Material]], Iterator[Made]]]:
    """Give who makes so many documents; nobody is asked where there are none.

    Raises
    ------
    Refused
        With CP611 where they are to be made on a cluster, and it cannot be used.
    """
    if not order.scheduler or not due:
        yield partial(made, jobs=jobs_for(due, order.jobs))
        return
    from cpreport.remote.cluster import cluster

    with cluster(order) as made_there:
        yield made_there
