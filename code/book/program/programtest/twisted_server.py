"""Recites a file to everybody at once, with Twisted. Arguments: the file, and the bytes in a piece."""

import sys

from twisted.internet import protocol, reactor

name, size = sys.argv[1], int(sys.argv[2])
with open(name, "rb") as file:
    poem = file.read()


class Reciter(protocol.Protocol):
    def connectionMade(self):
        self.recite(0)

    def recite(self, start):
        if start < len(poem):
            self.transport.write(poem[start : start + size])
            reactor.callLater(0.002, self.recite, start + size)
        else:
            self.transport.loseConnection()


factory = protocol.Factory.forProtocol(Reciter)
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("Serving %s on 127.0.0.1:%d" % (name, port.getHost().port), flush=True)
reactor.run()
