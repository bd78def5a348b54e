"""The workloads of workloads.go, on Twisted's Deferreds."""

import gc
import statistics
import time
import tracemalloc

from twisted.internet.defer import Deferred, DeferredList, inlineCallbacks, succeed


def same(value):
    return value


def create(n, callbacks):
    ds = []
    for _ in range(n):
        d = Deferred()
        for _ in range(callbacks):
            d.addCallback(same)
        ds.append(d)
    return ds


def callbacks():
    for _ in range(1000):
        d = Deferred()
        for _ in range(10):
            d.addCallback(same)
        d.callback(None)


def fire(ds):
    for d in ds:
        d.callback(None)


def fired(n):
    d = succeed(None)
    for _ in range(n):
        inner = d
        d = succeed(None)
        d.addCallback(lambda _, inner=inner: inner)


def pending(n):
    innermost = d = Deferred()
    for _ in range(n):
        inner = d
        d = succeed(None)
        d.addCallback(lambda _, inner=inner: inner)
    innermost.callback(None)


def listed():
    ds = create(10000, 0)
    DeferredList(ds)
    fire(ds)


@inlineCallbacks
def awaits(make):
    for _ in range(100):
        yield make()


def pending_awaits():
    current = []

    def make():
        current[:] = [Deferred()]
        return current[0]
    awaits(make)
    for _ in range(100):
        current[0].callback(None)


def measure(name, units, work, prepare=lambda: ()):
    figures = []
    for _ in range(3):
        gc.collect()
        goes, spent = 0, 0.0
        while spent < 0.03:
            prepared = prepare()
            before = time.process_time()
            work(*prepared)
            spent += time.process_time() - before
            goes += 1
        figures.append(spent / goes / units * 1e9)
    print("%s\t%.2f" % (name, statistics.median(figures)))


def memory(name, make):
    n = 20000
    gc.collect()
    tracemalloc.start()
    keep = make(n)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print("%s\t%.1f" % (name, size / n - keep[1]))
    return keep


measure("create, 10 callbacks, fire", 10000, callbacks)
measure("fire only", 10000, fire, lambda: (create(1000, 10),))
for depth in 100, 10000, 100000:
    measure("returns a fired one, %d deep" % depth, depth, lambda: fired(depth))
    measure("returns a pending one, %d deep" % depth, depth, lambda: pending(depth))
measure("list of 10000", 10000, listed)
measure("coroutine, 100 fired awaits", 100, lambda: awaits(lambda: succeed(None)))
measure("coroutine, 100 pending awaits", 100, pending_awaits)


@inlineCallbacks
def wait(d):
    yield d


def waiting(n):
    ds = create(n, 0)
    return (ds, [wait(d) for d in ds]), 16


kept = [
    memory("memory, bare", lambda n: (create(n, 0), 8)),
    memory("memory, one callback", lambda n: (create(n, 1), 8)),
    memory("memory, ten callbacks", lambda n: (create(n, 10), 8)),
    memory("memory, waiting coroutine", waiting),
]
