"""Fetches poems one after another, with sockets that block. Arguments: the ports."""

import socket
import sys

poems = []
for port in sys.argv[1:]:
    with socket.create_connection(("127.0.0.1", int(port)), timeout=30) as sock:
        poem = b""
        while piece := sock.recv(1024):
            poem += piece
    poems.append(poem)
sys.stdout.buffer.write(b"\n".join(poems))
