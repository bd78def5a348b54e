"""Hears a poem twice, with plain sockets: in silence, and after saying that this was all. Argument: the port."""

import socket
import sys

for talks in (False, True):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60) as server:
        if talks:
            server.sendall(b"go on\n")
            server.shutdown(socket.SHUT_WR)
        while piece := server.recv(100):
            sys.stdout.buffer.write(piece)
