"""Sends a netstring and prints the one that comes back, with Twisted. Arguments: port, file, or - for no request."""

import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Request(basic.NetstringReceiver):
    reply = None

    def connectionMade(self):
        if sys.argv[2] != "-":
            with open(sys.argv[2], "rb") as file:
                self.sendString(file.read())

    def stringReceived(self, text):
        self.reply = text
        self.transport.loseConnection()

    def connectionLost(self, reason):
        self.factory.reply = self.reply
        reactor.stop()


factory = protocol.ClientFactory()
factory.noisy = False
factory.protocol = Request
factory.reply = None
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
reactor.run()
if factory.reply is None:
    sys.exit("no reply")
sys.stdout.buffer.write(factory.reply)
