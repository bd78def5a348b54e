"""Fetches a poem once and gives it to everybody, with Twisted. Argument: the port of the server."""

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


class Cache:
    text = None

    def poem(self):
        if self.text is not None:
            return self.text
        print("fetching", file=sys.stderr, flush=True)
        request = Request()
        reactor.connectTCP("127.0.0.1", int(sys.argv[1]), request)
        return request.poem.addCallback(self.keep)

    def keep(self, text):
        self.text = text
        return text


class Guest(protocol.Protocol):
    def connectionMade(self):
        d = defer.maybeDeferred(self.factory.cache.poem)
        d.addCallback(self.transport.write)
        d.addErrback(lambda reason: print(reason.getErrorMessage(), file=sys.stderr))
        d.addBoth(lambda _: self.transport.loseConnection())


inn = protocol.ServerFactory()
inn.noisy = False
inn.protocol = Guest
inn.cache = Cache()
port = reactor.listenTCP(0, inn, interface="127.0.0.1")
print("Serving a poem on 127.0.0.1:%d" % port.getHost().port, flush=True)
reactor.run()
