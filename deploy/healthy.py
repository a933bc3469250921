"""Ends with status 0 when the application of this container is ready, 1 otherwise."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("localhost", int(os.environ["PORT"]), timeout=4)
try:
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    sys.stdout.write(answer.read().decode(errors="replace"))
    sys.exit(answer.status != 200)
except OSError as error:
    sys.stdout.write(f"{type(error).__name__}: nobody answers on port {os.environ['PORT']}\n")
    sys.exit(1)
