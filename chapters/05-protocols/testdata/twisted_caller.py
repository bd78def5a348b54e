"""Says lines to a server, with Twisted, and prints those that it answers. Arguments: the port, the lines."""

import sys

from twisted.internet import protocol, reactor
from twisted.protocols.basic import LineOnlyReceiver

lines = [line.encode() for line in sys.argv[2:]]


class Caller(LineOnlyReceiver):
    delimiter = b"\n"

    def connectionMade(self):
        for line in lines:
            self.sendLine(line)

    def lineReceived(self, line):
        sys.stdout.buffer.write(line + b"\n")

    def connectionLost(self, reason):
        reactor.stop()


factory = protocol.ClientFactory.forProtocol(Caller)
factory.noisy = False
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
reactor.run()
