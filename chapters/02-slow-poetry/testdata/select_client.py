"""Fetches poems all at once, with sockets that do not block, and select. Arguments: the ports."""

import select
import socket
import sys

socks = []
for port in sys.argv[1:]:
    sock = socket.create_connection(("127.0.0.1", int(port)))
    sock.setblocking(False)
    socks.append(sock)

poems = {sock: b"" for sock in socks}
waiting = list(socks)
while waiting:
    readable, _, _ = select.select(waiting, [], [], 30)
    if not readable:
        sys.exit("thirty seconds of silence")
    for sock in readable:
        while True:
            try:
                piece = sock.recv(1024)
            except BlockingIOError:
                break
            if not piece:
                waiting.remove(sock)
                sock.close()
                break
            poems[sock] += piece
sys.stdout.buffer.write(b"\n".join(poems[sock] for sock in socks))
