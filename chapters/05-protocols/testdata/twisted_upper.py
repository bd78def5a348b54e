"""Gives back every line in capitals, with Twisted."""

from twisted.internet import interfaces, protocol, reactor
from twisted.protocols.basic import LineOnlyReceiver
from zope.interface import implementer


@implementer(interfaces.IHalfCloseableProtocol)
class Upper(LineOnlyReceiver):
    delimiter = b"\n"

    def lineReceived(self, line):
        self.sendLine(line.decode().upper().encode())

    def readConnectionLost(self):
        self.transport.loseConnection()  # without this method, what is unsent would be dropped

    def writeConnectionLost(self):
        pass


factory = protocol.Factory.forProtocol(Upper)
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("Serving capitals on 127.0.0.1:%d" % port.getHost().port, flush=True)
reactor.run()
