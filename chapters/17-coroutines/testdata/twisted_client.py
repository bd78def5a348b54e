"""Fetches poems and has them transformed, with Twisted. Arguments: a transform, and the ports, of which
the first is the transform server's."""

import sys

from twisted.internet import defer, protocol, reactor
from twisted.protocols import basic


class Reading(protocol.Protocol):
    def connectionMade(self):
        self.text = b""

    def dataReceived(self, data):
        self.text += data

    def connectionLost(self, reason):
        self.factory.result.callback(self.text)


class Asking(basic.NetstringReceiver):
    MAX_LENGTH = 1_000_000

    def connectionMade(self):
        self.sendString(self.factory.question)

    def stringReceived(self, reply):
        self.factory.end(lambda d: d.callback(reply))
        self.transport.loseConnection()

    def connectionLost(self, reason):
        self.factory.end(lambda d: d.errback(reason))


class Request(protocol.ClientFactory):
    noisy = False

    def __init__(self, made, question=None):
        self.protocol = made
        self.question = question
        self.result = self.pending = defer.Deferred()

    def end(self, fire):
        d, self.pending = self.pending, None
        if d is not None:
            fire(d)

    def clientConnectionFailed(self, connector, reason):
        self.end(lambda d: d.errback(reason))


def ask(port, made, question=None):
    request = Request(made, question)
    reactor.connectTCP("127.0.0.1", port, request)
    return request.result


name, transformer, *ports = sys.argv[1], *map(int, sys.argv[2:])
poems = []
missing = len(ports)


@defer.inlineCallbacks
def order(number, port):
    """Client 7.0's function, as it is with Twisted."""
    try:
        poem = yield ask(port, Reading)
    except Exception as reason:
        print("poem %d: %s" % (number, reason), file=sys.stderr)
        raise
    try:
        poem = yield ask(transformer, Asking, name.encode() + b"." + poem)
    except Exception:
        print("poem %d: not transformed" % number, file=sys.stderr)
    return poem


def settled(_):
    global missing
    missing -= 1
    if missing == 0:
        reactor.stop()


for n, port in enumerate(ports, 1):
    d = order(n, port)
    d.addCallbacks(poems.append, lambda reason: None)
    d.addBoth(settled)
reactor.run()
sys.stdout.buffer.write(b"\n".join(poems))
sys.exit(1 if len(poems) < len(ports) else 0)
