"""Sends every message of a folder in by SMTP, reads it back over JMAP and compares it with what Python's email package makes of it."""

import base64
import collections
import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

USER, PASSWORD = "alice@example.test", "demo"
BASE = 31000
DEPTH = 20


class Server:
    """A Mailbay of this checkout, on a data folder of its own."""

    def __init__(self, root, folder):
        self.process = subprocess.Popen(
            [f"{root}/mailbay", "run", "--demo", "--data", f"{folder}/data", "--ports", str(BASE)],
            stdout=subprocess.PIPE, stderr=open(f"{folder}/log", "w"), text=True)
        for line in self.process.stdout:
            if line.startswith("Mailbay is ready"):
                return
        raise SystemExit(f"the server did not become ready, see {folder}/log")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Smtp:
    """Sends bytes as they are: what is no line for DATA goes by BDAT (RFC 3030)."""

    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", BASE + 25), 60)
        self.replies = self.socket.makefile("rb")
        self.reply()
        self.command("EHLO corpora.example.org")

    def reply(self):
        line = self.replies.readline()
        while line[3:4] == b"-":
            line = self.replies.readline()
        return line.decode("utf-8", "replace").strip()

    def command(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.reply()

    def send(self, message):
        """The last reply."""
        for line in ("MAIL FROM:<sender@example.org> BODY=8BITMIME", f"RCPT TO:<{USER}>"):
            reply = self.command(line)
            if not reply.startswith("250"):
                return reply
        if re.search(rb"\r(?!\n)", message):
            self.socket.sendall(b"BDAT %d LAST\r\n" % len(message) + message)
            return self.reply()
        reply = self.command("DATA")
        if not reply.startswith("354"):
            return reply
        self.socket.sendall(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
        return self.reply()


class Jmap:
    def __init__(self):
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        self.fields = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        self.session = json.loads(self.get(f"http://127.0.0.1:{BASE + 80}/jmap/session"))
        self.account = self.session["primaryAccounts"]["urn:ietf:params:jmap:mail"]

    def get(self, url, data=None):
        request = urllib.request.Request(url, data, self.fields)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read()

    def call(self, method, **arguments):
        body = {"using": ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"],
                "methodCalls": [[method, {"accountId": self.account, **arguments}, "0"]]}
        name, answer, _ = json.loads(self.get(self.session["apiUrl"], json.dumps(body).encode()))["methodResponses"][0]
        if name != method:
            raise SystemExit(f"{method}: {answer}")
        return answer

    def download(self, blob):
        url = self.session["downloadUrl"]
        for name, value in (("accountId", self.account), ("blobId", blob), ("name", "blob"), ("type", "application/octet-stream")):
            url = url.replace("{%s}" % name, urllib.parse.quote(value, ""))
        return self.get(url)


def as_sent(raw):
    """As a mail program would hand it to SMTP: without the mbox line, every line with CRLF."""
    if raw.startswith(b"From "):
        raw = raw[raw.index(b"\n") + 1:]
    raw = re.sub(rb"(?<!\r)\n", b"\r\n", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def text(value):
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def squeeze(value):
    return re.sub(r"\s+", " ", value.replace("\0", "")).strip()


def structure(part, depth=0):
    """Types, nested as Python sees them; what is in a message/rfc822 is the message's own affair."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart" and part.is_multipart() and depth < DEPTH:
        return [kind, [structure(child, depth + 1) for child in part.get_payload()]]
    return kind


def jmap_structure(part, depth=0):
    if part["type"].startswith("multipart/") and part.get("subParts") and depth < DEPTH:
        return [part["type"], [jmap_structure(child, depth + 1) for child in part["subParts"]]]
    return part["type"]


def leaves(part):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.get_payload():
            yield from leaves(child)
    else:
        yield part


def jmap_leaves(part):
    if part["type"].startswith("multipart/") and part.get("subParts"):
        for child in part["subParts"]:
            yield from jmap_leaves(child)
    else:
        yield part


def encoding(part):
    return str(part.get("content-transfer-encoding", "7bit")).strip().lower()


def python_bytes(part):
    """A part's content; None where the package keeps no bytes to compare."""
    if part.is_multipart():
        return None
    return part.get_payload(decode=True)


def same_content(ours, theirs):
    """Equal but for the line ends that belong to no one: before a boundary, or after the last line."""
    return ours.rstrip(b"\r\n") == theirs.rstrip(b"\r\n")


class Difference:
    """What JMAP and Python say differently of a message, or of a part of it."""

    def __init__(self, what, mine, theirs, message, sent, part=None):
        self.what, self.mine, self.theirs, self.message, self.sent, self.part = what, mine, theirs, message, sent, part

    def defects(self):
        """What Python found wrong with the message, in words."""
        return {type(defect).__name__ for part in self.message.walk() for defect in part.defects}


RULES = {
    "blanks before the end of a quoted-printable line are not content (RFC 2045 6.7), Python keeps them": lambda d:
        d.part and encoding(d.part) == "quoted-printable" and d.theirs != "Python cannot" and bare(d.mine) == bare(d.theirs),
    "ISO-8859-1 is windows-1252, as in browsers": lambda d:
        d.what == "text iso-8859-1" and bare(d.mine) == bare(python_bytes(d.part).decode("windows-1252", "replace")),
    "base64 with foreign characters or wrong padding: JMAP shows what can be decoded, Python the text": lambda d:
        d.part and encoding(d.part) == "base64" and python_bytes(d.part).split() == undecoded(d.part).split(),
    "gb2312 is gb18030, as in browsers": lambda d:
        d.what == "charset gb2312" and python_bytes(d.part).decode("gb18030"),
    "8-bit bytes without or against their charset: JMAP says isEncodingProblem, Python gives up": lambda d:
        d.what.startswith("charset ") and d.mine is True,
    "a charset that Python does not know, JMAP shows": lambda d:
        d.what.startswith("charset ") and d.mine is False and not known(d.what[8:]),
    "a line that is no field does not end the header here (RFC 5322 2.1: the first empty line does)": lambda d:
        "MissingHeaderBodySeparatorDefect" in d.defects() and d.what != "blob",
    "a multipart without a part is shown as text, so that nothing is hidden": lambda d:
        d.what == "structure" and d.defects() & {"StartBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect"},
    "a boundary line may go on behind the boundary (RFC 2046 5.1.1)": lambda d:
        d.what != "headers" and boundary(d, rb"(--)?[ \t]*[^-\s]"),
    "two boundary lines in a row have an empty part between them, Python drops it": lambda d:
        d.what == "structure" and boundary(d, rb"[ \t]*\r\n--"),
    "a multipart whose only part is empty: Python takes the epilogue for it": lambda d:
        "CloseBoundaryNotFoundDefect" in d.defects() and d.mine in (b"", ""),
}


def undecoded(part):
    """Lines of base64 as they stand, joined, as Python gives them up."""
    return b"".join(part.get_payload().encode("ascii", "surrogateescape").splitlines())


def boundary(difference, following):
    """Whether a boundary line of the message is followed by this."""
    return any(re.search(rb"(?m)^--" + re.escape(part.get_boundary().encode()) + following, difference.sent)
               for part in difference.message.walk() if part.get_boundary())


def bare(value):
    """Without blanks before the ends of lines, and lines at the end that are empty."""
    if isinstance(value, str):
        return re.sub(r"[ \t]*(\r?\n|$)", "\n", value).rstrip("\n")
    return re.sub(rb"[ \t]*(\r?\n|$)", b"\n", value).rstrip(b"\n")


def known(charset):
    try:
        return bool("".encode(charset)) or True
    except LookupError:
        return False


def reason(difference):
    """Why a difference is right; None when nobody has thought of it."""
    return next((name for name, rule in RULES.items() if rule(difference)), None)


def compare(jmap, mail, sent):
    """The differences."""
    found = []
    blob = jmap.download(mail["blobId"])
    message = email.message_from_bytes(blob, policy=email.policy.compat32)

    def note(what, mine, theirs, part=None):
        found.append(Difference(what, mine, theirs, message, sent, part))

    if not blob.endswith(sent):
        note("blob", len(blob), len(sent))
    trace = blob[:len(blob) - len(sent)]
    if not re.fullmatch(rb"Return-Path: <[^\r\n]*>\r\nReceived: [^\r\n]*\r\n(\t[^\r\n]*\r\n)*", trace):
        note("trace fields", trace[:200], "")
    mine = [(field["name"], squeeze(field["value"])) for field in mail["headers"]]
    theirs = [(text(name), squeeze(text(value))) for name, value in message._headers]
    if mine != theirs:
        note("headers", next((a for a, b in zip(mine, theirs) if a != b), mine[len(theirs):][:2]),
             next((b for a, b in zip(mine, theirs) if a != b), theirs[len(mine):][:2]))
    ours, python = jmap_structure(mail["bodyStructure"]), structure(message)
    if ours != python:
        note("structure", ours, python)
        return found
    for part, other in zip(jmap_leaves(mail["bodyStructure"]), leaves(message)):
        expected = python_bytes(other)
        if expected is None:
            continue
        content = jmap.download(part["blobId"])
        if len(content) != part["size"]:
            note("part size", part["size"], len(content))
        if not same_content(content, expected):
            note("content " + encoding(other), content, expected, other)
        value = mail["bodyValues"].get(part["partId"])
        if value and not value["isTruncated"]:
            charset = other.get_content_charset() or "us-ascii"
            try:
                decoded = expected.decode(charset)
            except (LookupError, UnicodeDecodeError):
                note("charset " + charset, value["isEncodingProblem"], "Python cannot", other)
                continue
            if value["value"].replace("\r\n", "\n").rstrip("\n") != decoded.replace("\r\n", "\n").rstrip("\n"):
                note("text " + charset, value["value"], decoded, other)
    attached = sum(1 for part in leaves(message) if part.get_content_disposition() == "attachment")
    if attached > len(mail["attachments"]):
        note("attachments", len(mail["attachments"]), attached)
    return found


def cut(value):
    return str(value[:60] + value[-60:]) if isinstance(value, (str, bytes)) else str(value)[:300]


def main(root, corpus):
    folder = tempfile.mkdtemp(prefix="mailbay-corpora-")
    server = Server(root, folder)
    seen, rules, unexplained = collections.Counter(), collections.Counter(), []
    try:
        smtp, jmap = Smtp(), Jmap()
        for path in sorted(os.path.join(at, name) for at, _, names in os.walk(corpus) for name in names):
            if not re.search(r"\.(txt|eml|msg)$", path) or "_decoded" in path:
                continue
            with open(path, "rb") as file:
                sent = as_sent(file.read())
            reply = smtp.send(sent)
            seen["messages"] += 1
            if not reply.startswith("250"):
                unexplained.append(f"{path}: {reply}")
                smtp = Smtp()
                continue
            mail = read(jmap)
            differences = compare(jmap, mail, sent)
            seen["agree" if not differences else "differ"] += 1
            for difference in differences:
                why = reason(difference)
                if why:
                    rules[why] += 1
                else:
                    unexplained.append(f"{path}: {difference.what}\n  JMAP   {cut(difference.mine)}\n"
                                       f"  Python {cut(difference.theirs)}")
    finally:
        server.stop()
    print(", ".join(f"{count} {what}" for what, count in seen.items()))
    for why, count in rules.most_common():
        print(f"{count:5} {why}")
    for line in unexplained[:int(os.environ.get("MOST", "40"))]:
        print("UNEXPLAINED", line)
    print(f"{len(unexplained)} unexplained differences")
    if unexplained:
        print("The server's log is in", folder)
        sys.exit(1)
    shutil.rmtree(folder)


def read(jmap):
    """The message that came last."""
    ids = jmap.call("Email/query", sort=[{"property": "receivedAt", "isAscending": False}], limit=1)["ids"]
    return jmap.call("Email/get", ids=ids, fetchAllBodyValues=True, properties=[
        "blobId", "headers", "bodyStructure", "bodyValues", "attachments", "hasAttachment"],
        bodyProperties=["partId", "blobId", "size", "type", "charset", "disposition", "name", "subParts"])["list"][0]


if __name__ == "__main__":
    main(*sys.argv[1:])
