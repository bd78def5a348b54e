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


def transform(poem, number):
    def instead(reason):
        print("poem %d: not transformed" % number, file=sys.stderr)
        return poem

    reply = ask(transformer, Asking, name.encode() + b"." + poem)
    reply.addErrback(instead)
    return reply


def failed(reason, number):
    print("poem %d: %s" % (number, reason.getErrorMessage()), file=sys.stderr)


def settled(_):
    global missing
    missing -= 1
    if missing == 0:
        reactor.stop()


for n, port in enumerate(ports, 1):
    d = ask(port, Reading)
    d.addCallback(transform, n)
    d.addCallbacks(poems.append, failed, errbackArgs=(n,))
    d.addBoth(settled)
reactor.run()
sys.stdout.buffer.write(b"\n".join(poems))
sys.exit(1 if len(poems) < len(ports) else 0)
