# SPDX-License-Identifier: MIT
"""A scripted HTTP server on the loopback interface, for the end-to-end tests.

    with Server() as web:
        web.route("/feed.xml", reply(200, FEED, {"ETag": '"1"'}), reply(304))
        web.route("/slow", lambda request, conn: conn.sleep(30))
        ... web.url("/feed.xml") ...
        web.wait(2)                                  # until two requests were made
        assert web.requests[1].get("If-None-Match") == '"1"'

A route has one or more answers, given one after the other; the last is
repeated. An answer is
    bytes       sent as they are (head, body, errors and all), then the connection closes;
    Reply       see reply(), and gzipped(), chunked(), redirect(), conditional() which make some;
    callable    answer(request, conn) returns bytes or a Reply; when it returns
                anything else it wrote all by itself with conn.send(), and the
                connection closes.
A route is found by the whole request target first, then without its query.
What has no route is a 404. Every request is recorded before it is answered.

The server lives in threads of the test, ends with the `with` block, and in
any case after `lifetime` seconds, so that no forgotten one stays behind.
"""
import gzip
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

REASONS = {
    200: "OK", 204: "No Content", 226: "IM Used", 301: "Moved Permanently", 302: "Found", 303: "See Other",
    304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 410: "Gone", 429: "Too Many Requests", 500: "Internal Server Error",
    503: "Service Unavailable",
}
BODYLESS = (204, 304)


class Request:
    """One request as it came over the wire."""

    def __init__(self, raw, connection):
        self.number = -1              # set when it is recorded; counts the server's requests from 0
        self.time = time.monotonic()
        self.wall = time.time()
        self.raw = raw
        self.connection = connection  # counts the server's connections from 0
        lines = raw.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = (lines[0].split(" ") + ["", "", ""])[:3]
        self.path, _, self.query = self.target.partition("?")
        self.headers = []             # (name, value) verbatim, in order
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if colon:
                self.headers.append((name, value.strip(" \t")))

    def all(self, name):
        """The values of every header line of that name, in any case."""
        return [v for n, v in self.headers if n.lower() == name.lower()]

    def get(self, name):
        """The first of them, or None."""
        return (self.all(name) or [None])[0]

    def __repr__(self):
        return "<%s %s>" % (self.method, self.target)


class Reply:
    """A response; headers is a list of (name, value), sent in this order and spelling."""

    def __init__(self, status, body=b"", headers=(), version="HTTP/1.1", reason=None, close=False, length=True,
                 delay=0):
        self.status = status
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = list(headers.items() if isinstance(headers, dict) else headers)
        self.version = version
        self.reason = REASONS.get(status, "Unknown") if reason is None else reason
        self.close = close
        self.length = length          # True: the right Content-Length; a number: that one; None: no such line
        self.delay = delay            # seconds before anything is sent

    def head(self):
        headers = list(self.headers)
        length = len(self.body) if self.length is True else self.length
        if length is not None and not (self.length is True and self.status in BODYLESS):
            headers.append(("Content-Length", str(length)))
        if self.close:
            headers.append(("Connection", "close"))
        lines = ["%s %d %s" % (self.version, self.status, self.reason)] + ["%s: %s" % h for h in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def bytes(self):
        return self.head() + self.body


def reply(status=200, body=b"", headers=(), **more):
    """A plain response; more: see Reply."""
    return Reply(status, body, headers, **more)


def gzipped(body, headers=(), **more):
    body = body.encode() if isinstance(body, str) else body
    headers = list(headers.items() if isinstance(headers, dict) else headers)
    return Reply(200, gzip.compress(body), headers + [("Content-Encoding", "gzip")], **more)


def chunked(parts, headers=(), extension="", trailers=(), end=True):
    """Each part is one chunk. end=False leaves the body without its last chunk."""
    headers = list(headers.items() if isinstance(headers, dict) else headers)
    coded = b"".join(b"%x%s\r\n%s\r\n" % (len(p), extension.encode(), p) for p in parts)
    if end:
        coded += b"0\r\n" + b"".join(("%s: %s\r\n" % t).encode("latin-1") for t in trailers) + b"\r\n"
    return Reply(200, coded, headers + [("Transfer-Encoding", "chunked")], length=None, close=not end)


def redirect(status, location, headers=()):
    return Reply(status, b"<html>moved</html>", [("Location", location)] + list(headers))


def conditional(body, headers=(), etag='"1"'):
    """200 with etag, or 304 for who sends it back."""
    headers = list(headers.items() if isinstance(headers, dict) else headers) + [("ETag", etag)]

    def answer(request, conn):
        if request.get("If-None-Match") == etag:
            return Reply(304, b"", headers)
        return Reply(200, body, headers)
    return answer


class Connection:
    """What an answer that writes by itself gets; all calls raise OSError when the client is gone."""

    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.sent = 0                 # bytes

    def send(self, data):
        data = data.encode("latin-1") if isinstance(data, str) else data
        self.sock.sendall(data)
        self.sent += len(data)

    def sleep(self, seconds):
        """Wait, but not longer than the client or the server lives."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.stopping.is_set() and not self.gone():
            self.server.stopping.wait(min(0.05, max(0, end - time.monotonic())))

    def gone(self):
        """Has the client closed the connection?"""
        try:
            flags = socket.MSG_PEEK | socket.MSG_DONTWAIT
            return socket.socket.recv(self.sock, 1, flags) == b""
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True

    def forever(self, data, pause=0):
        """Send data again and again until the client goes away; used for endless bodies."""
        while not self.server.stopping.is_set():
            self.send(data)
            if pause:
                self.sleep(pause)
                if self.gone():
                    break

    def reset(self):
        """Close with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Server:
    """See the top of this file. host: any loopback address; tls: (certificate, key) as make_certificate() gives."""

    def __init__(self, host="127.0.0.1", port=0, tls=None, lifetime=120):
        self.host = host
        self.requests = []            # of Request, in order of arrival
        self.connections = 0
        self.in_flight = 0            # requests being answered now
        self.peak = 0                 # most of them at one time
        self.stopping = threading.Event()
        self.changed = threading.Condition()
        self.routes = {}
        self.open = set()
        self.tls = None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*tls)
        self.listener = socket.create_server((host, port), backlog=256,
                                             family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port = self.listener.getsockname()[1]
        self.timer = threading.Timer(lifetime, self.stop)
        self.timer.daemon = True
        self.timer.start()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def url(self, path="/", userinfo="", host=None):
        host = host or ("[%s]" % self.host if ":" in self.host else self.host)
        return "%s://%s%s:%d%s" % ("https" if self.tls else "http", userinfo and userinfo + "@", host, self.port, path)

    def route(self, target, *answers):
        """Answers for this target from now on; replaces those it had."""
        with self.changed:
            self.routes[target] = list(answers)

    def wait(self, n, path=None, timeout=10):
        """Until n requests (for path, if given) were made; the list of them, also when the time is over."""
        def seen():
            return [r for r in self.requests if path is None or r.path == path]
        with self.changed:
            self.changed.wait_for(lambda: len(seen()) >= n, timeout)
            return seen()

    def stop(self):
        """Idempotent."""
        self.timer.cancel()
        self.stopping.set()
        # shutdown() wakes a thread that blocks in accept() or recv(); close() alone does not.
        for sock in [self.listener] + list(self.open):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.listener.close()

    def _accept(self):
        while not self.stopping.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            number, self.connections = self.connections, self.connections + 1
            threading.Thread(target=self._serve, args=(sock, number), daemon=True).start()

    def _serve(self, sock, number):
        self.open.add(sock)
        raw = sock
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                sock.settimeout(10)
                sock = self.tls.wrap_socket(sock, server_side=True)
                self.open.add(sock)
                sock.settimeout(None)
            conn = Connection(self, sock, number)
            rest = b""
            while not self.stopping.is_set():
                head, rest = self._read_head(sock, rest)
                if head is None or not self._answer(Request(head, number), conn):
                    break
        except (OSError, ssl.SSLError):
            pass
        finally:
            self.open.discard(raw)
            self.open.discard(sock)
            sock.close()

    @staticmethod
    def _read_head(sock, data):
        while b"\r\n\r\n" not in data:
            more = sock.recv(65536)
            if not more or len(data) > 1 << 20:
                return None, b""
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def _answer(self, request, conn):
        """Answer one request; True when the connection stays."""
        with self.changed:
            request.number = len(self.requests)
            self.requests.append(request)
            self.in_flight += 1
            self.peak = max(self.peak, self.in_flight)
            answers = self.routes.get(request.target) or self.routes.get(request.path) or [reply(404, "no such path")]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.changed.notify_all()
        try:
            if callable(answer):
                answer = answer(request, conn)
            if isinstance(answer, bytes):
                conn.send(answer)
            if not isinstance(answer, Reply):
                return False
            if answer.delay:
                conn.sleep(answer.delay)
            conn.send(answer.bytes() if request.method != "HEAD" else answer.head())
            ends = answer.close or answer.version == "HTTP/1.0" or request.get("Connection") == "close"
            return not ends
        finally:
            with self.changed:
                self.in_flight -= 1
                self.changed.notify_all()


def make_certificate(directory, names=("127.0.0.1", "localhost"), days=2):
    """A self-signed certificate made by openssl(1): (certificate, key) file names in directory."""
    cert, key = os.path.join(directory, "cert.pem"), os.path.join(directory, "key.pem")
    alternatives = ",".join(("IP:" if n.replace(".", "").isdigit() or ":" in n else "DNS:") + n for n in names)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
                    "-days", str(days), "-subj", "/CN=wirewatch test", "-addext", "subjectAltName=" + alternatives],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return cert, key
