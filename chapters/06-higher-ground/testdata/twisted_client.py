"""Fetches poems with a callback and an errback, with Twisted. Arguments: the ports."""

import sys

from twisted.internet import protocol, reactor


class Reading(protocol.Protocol):
    def connectionMade(self):
        self.poem = b""

    def dataReceived(self, data):
        self.poem += data

    def connectionLost(self, reason):
        self.factory.callback(self.poem)


class Request(protocol.ClientFactory):
    noisy = False
    protocol = Reading

    def __init__(self, callback, errback):
        self.callback, self.errback = callback, errback

    def clientConnectionFailed(self, connector, reason):
        self.errback(reason)


poems, failures = {}, {}
ports = [int(argument) for argument in sys.argv[1:]]


def settled():
    if len(poems) + len(failures) == len(ports):
        reactor.stop()


def ask(number, port):
    def callback(poem):
        poems[number] = poem
        settled()

    def errback(reason):
        failures[number] = reason
        print("poem %d: %s" % (number, reason.getErrorMessage()), file=sys.stderr)
        settled()

    reactor.connectTCP("127.0.0.1", port, Request(callback, errback))


for n, port in enumerate(ports):
    ask(n + 1, port)
reactor.run()
sys.stdout.buffer.write(b"\n".join(poems[n] for n in sorted(poems)))
sys.exit(1 if failures else 0)
