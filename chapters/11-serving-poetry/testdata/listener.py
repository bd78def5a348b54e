"""Hears poems with plain sockets, each twice: in silence, and after saying that this was all. Arguments: the ports."""

import socket
import sys

for port in sys.argv[1:]:
    for talks in (False, True):
        with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as server:
            if talks:
                server.sendall(b"go on\n")
                server.shutdown(socket.SHUT_WR)
            while piece := server.recv(100):
                sys.stdout.buffer.write(piece)
