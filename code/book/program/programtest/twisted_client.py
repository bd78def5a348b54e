"""Fetches poems all at once, with Twisted. Arguments: the ports."""

import sys

from twisted.internet import protocol, reactor

poems = {}
ports = sys.argv[1:]


class Poem(protocol.Protocol):
    def connectionMade(self):
        self.pieces = []

    def dataReceived(self, data):
        self.pieces.append(data)

    def connectionLost(self, reason):
        self.factory.done(b"".join(self.pieces))


class Line(protocol.ClientFactory):
    protocol = Poem
    noisy = False

    def __init__(self, number):
        self.number = number

    def clientConnectionFailed(self, connector, reason):
        print(reason.getErrorMessage(), file=sys.stderr)
        self.done(b"")

    def done(self, text):
        poems[self.number] = text
        if len(poems) == len(ports):
            reactor.stop()


for number, port in enumerate(ports):
    reactor.connectTCP("127.0.0.1", int(port), Line(number))
reactor.run()
sys.stdout.buffer.write(b"\n".join(poems[n] for n in range(len(ports))))
