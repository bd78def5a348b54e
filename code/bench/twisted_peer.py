# Twisted's servers for the benchmark: "echo 0", "recite SECONDS" or "timers 0".
import gc
import os
import random
import resource
import signal
import struct
import sys
import threading
import time

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is our parent's to report
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

from twisted.internet import epollreactor

epollreactor.install()
from twisted.internet import protocol, reactor


class Echo(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)


class Recite(protocol.Protocol):
    call = None

    def connectionMade(self):
        self.due = time.monotonic()
        self.drip()

    def drip(self):
        self.transport.write(struct.pack("<q", int(self.due * 1e9)) + b"the moon")
        self.due += delay
        self.call = reactor.callLater(max(0, self.due - time.monotonic()), self.drip)

    def connectionLost(self, reason):
        if self.call.active():
            self.call.cancel()


def end_with_parent():
    sys.stdin.read(1)
    os._exit(0)


def serve(kind):
    factory = protocol.ServerFactory()
    factory.protocol = kind
    factory.noisy = False
    port = reactor.listenTCP(0, factory, backlog=4096)
    print(port.getHost().port, flush=True)
    reactor.run(installSignalHandlers=False)


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()


def nothing():
    pass


def timers(n):
    """Prints nanoseconds to add one, nanoseconds to cancel one, and bytes."""
    source = random.Random(1)
    delays = [100 + source.random() * 1000 for _ in range(n)]
    calls = [None] * n
    gc.collect()
    before = resident()
    start = time.process_time()
    for i in range(n):
        calls[i] = reactor.callLater(delays[i], nothing)
    reactor._insertNewDelayedCalls()  # it leaves that to its next turn, but somebody has to
    add = time.process_time() - start
    size = resident() - before
    source.shuffle(calls)
    start = time.process_time()
    for call in calls:
        call.cancel()
    cancel = time.process_time() - start
    print(int(add / n * 1e9), int(cancel / n * 1e9), size // n)


what, delay = sys.argv[1], float(sys.argv[2])
threading.Thread(target=end_with_parent, daemon=True).start()
if what == "timers":
    timers(1_000_000)
else:
    serve(Echo if what == "echo" else Recite)
