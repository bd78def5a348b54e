"""Transforms poems, with Twisted: netstrings, one request a connection. It knows one transform, shout."""

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Transforming(basic.NetstringReceiver):
    def stringReceived(self, request):
        name, stop, poem = request.partition(b".")
        if stop and name == b"shout":
            self.sendString(poem.upper())
        self.transport.loseConnection()


factory = protocol.Factory.forProtocol(Transforming)
factory.noisy = False
door = reactor.listenTCP(0, factory, interface="127.0.0.1")
print("Serving shout on 127.0.0.1:%d" % door.getHost().port, flush=True)
reactor.run()
