"""Recites a file to one client after another. Arguments: the file, and the bytes in a piece."""

import socket
import sys
import time

name, size = sys.argv[1], int(sys.argv[2])
with open(name, "rb") as file:
    poem = file.read()

with socket.create_server(("127.0.0.1", 0)) as listener:
    print("Serving %s on 127.0.0.1:%d" % (name, listener.getsockname()[1]), flush=True)
    while True:
        sock, _ = listener.accept()
        with sock:
            for start in range(0, len(poem), size):
                sock.sendall(poem[start : start + size])
                time.sleep(0.002)  # or TCP would make a few large pieces of them
