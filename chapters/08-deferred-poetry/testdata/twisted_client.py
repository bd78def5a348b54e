"""Fetches poems by a function that returns a Deferred, with Twisted. Arguments: the ports."""

import sys

from twisted.internet import defer, protocol, reactor


class Reading(protocol.Protocol):
    def connectionMade(self):
        self.text = b""

    def dataReceived(self, data):
        self.text += data

    def connectionLost(self, reason):
        self.factory.poem.callback(self.text)


class Request(protocol.ClientFactory):
    noisy = False
    protocol = Reading

    def __init__(self):
        self.poem = defer.Deferred()

    def clientConnectionFailed(self, connector, reason):
        self.poem.errback(reason)


def get_poetry(port):
    request = Request()
    reactor.connectTCP("127.0.0.1", port, request)
    return request.poem


poems, ports = {}, [int(argument) for argument in sys.argv[1:]]
missing = len(ports)


def failed(reason, number):
    print("poem %d: %s" % (number, reason.getErrorMessage()), file=sys.stderr)


def settled(_):
    global missing
    missing -= 1
    if missing == 0:
        reactor.stop()


for n, port in enumerate(ports):
    d = get_poetry(port)
    d.addCallbacks(lambda poem, number: poems.__setitem__(number, poem), failed,
                   callbackArgs=(n + 1,), errbackArgs=(n + 1,))
    d.addBoth(settled)
reactor.run()
sys.stdout.buffer.write(b"\n".join(poems[n] for n in sorted(poems)))
sys.exit(1 if len(poems) < len(ports) else 0)
