"""Changes poems, one request a connection, with Twisted's netstrings."""

import sys

from twisted.internet import protocol, reactor
from twisted.protocols import basic


class Client(basic.NetstringReceiver):
    def stringReceived(self, request):
        name, stop, poem = request.partition(b".")
        engine = self.factory.engines.get(name) if stop else None
        if engine is not None:
            self.sendString(engine(poem.decode()).encode())
        self.transport.loseConnection()


class Service(protocol.Factory):
    noisy = False
    protocol = Client
    engines = {b"lower": str.lower, b"capitals": str.upper}


port = reactor.listenTCP(0, Service(), interface="127.0.0.1")
print("Serving capitals, lower on 127.0.0.1:%d" % port.getHost().port, flush=True)
reactor.run()
