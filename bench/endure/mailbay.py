"""The server under test, and the users who submit mail to it and read its reports."""

import asyncio
import base64
import collections
import json
import os
import re
import signal
import subprocess
import time
import urllib.request

USERS, PASSWORD = ("alice@example.test", "bob@example.test"), "demo"
# The next server of everything that is sent to DOMAIN is on this machine, at port NEXT.
BASE, NEXT, DOMAIN = 36000, 36925, "sink.test"
# A next server that says nothing for so long is left.
PATIENCE = 20


class Mailbay:
    """The server, killed and started again on the same data folder."""

    def __init__(self, root, folder):
        self.root, self.folder, self.kills = root, folder, []
        os.makedirs(f"{folder}/data/etc")
        times = "".join(f"{what}Seconds = {PATIENCE}\n" for what in ("greeting", "command", "dataInitiation", "dataBlock", "dataEnd"))
        with open(f"{folder}/data/etc/mailbay.toml", "w") as conf:
            conf.write(f'[routing]\nbackupDomains = ["{DOMAIN}"]\nvia = ["{DOMAIN} 127.0.0.1:{NEXT}"]\n'
                       f"[queue]\nretrySeconds = [1, 2, 5]\n[smtp]\nmaxRecipientsInHour = 0\n[smtp-out]\n{times}")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [f"{self.root}/mailbay", "run", "--demo", "--data", f"{self.folder}/data", "--ports", str(BASE)],
            stdout=subprocess.PIPE, stderr=open(f"{self.folder}/log", "a"), text=True)
        for line in self.process.stdout:
            if line.startswith("Mailbay is ready"):
                return
        raise SystemExit(f"the server did not become ready, see {self.folder}/log")

    def kill(self):
        before = time.monotonic()
        self.process.kill()
        self.process.wait()
        self.kills.append((before, time.monotonic()))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def waiting(self):
        with open(f"{self.folder}/data/admin.token") as token:
            headers = {"Authorization": "Bearer " + token.read().strip()}
        request = urllib.request.Request(f"http://127.0.0.1:{BASE + 80}/metrics", headers=headers)
        text = urllib.request.urlopen(request, timeout=60).read().decode()
        return int(float(re.search(r"^mailbay_queue_messages ([\d.eE+]+)", text, re.M).group(1)))

    def settled(self):
        """Recipient → ids of the copies that the queue has written down as delivered, by its log, which it writes after its commit."""
        found = collections.defaultdict(set)
        with open(f"{self.folder}/log", errors="replace") as log:
            for line in log:
                match = re.search(r"event=queue-attempt outcome=delivered .*? to=<([^>]+)> .*? reply=\"250 [^\"]*? as (\w+)\"", line)
                if match:
                    found[match.group(1)].add(match.group(2))
        return found


def message(number, user):
    """Its recipients, and its text with CRLF; dots, 8-bit and lengths vary."""
    addresses = [f"r{number}-{i}@{DOMAIN}" for i in range(5 if number % 10 == 0 else 1)]
    header = (f"From: {user}\r\nTo: undisclosed-recipients:;\r\nSubject: {number}\r\n"
              f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\r\nMessage-ID: <endure-{number}@example.test>\r\n"
              "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n")
    return addresses, header + "\r\n" + body(number)


def body(number):
    return f".A line of message {number}.\r\n..\r\n" * (number % 150 + 1) + ".\r\n" * (number % 3) + f"Grüße: the end of {number}.\r\n"


class Senders:
    """Users who submit, one message after the other; what was cut off is not sent again."""

    def __init__(self, messages):
        self.messages, self.next = messages, 0
        self.acknowledged, self.unanswered, self.put_off = set(), set(), collections.Counter()

    async def one(self, user):
        while self.next < self.messages:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", BASE + 587)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            try:
                await self.session(reader, writer, user)
            except (OSError, asyncio.IncompleteReadError, EOFError):
                pass
            finally:
                writer.close()

    @staticmethod
    async def answer(reader):
        while True:
            line = await reader.readline()
            if not line.endswith(b"\n"):
                raise EOFError
            if line[3:4] != b"-":
                return line.decode("utf-8", "replace").strip()

    async def command(self, reader, writer, line, code):
        writer.write(line.encode() + b"\r\n")
        answer = await self.answer(reader)
        if not answer.startswith(code):
            raise EOFError(answer)

    async def session(self, reader, writer, user):
        await self.answer(reader)
        await self.command(reader, writer, "EHLO sender.example.test", "250")
        plain = base64.b64encode(f"\0{user}\0{PASSWORD}".encode()).decode()
        await self.command(reader, writer, f"AUTH PLAIN {plain}", "235")
        while self.next < self.messages:
            addresses, text = message(self.next, user)
            self.next += 1
            self.unanswered.update(addresses)
            try:
                await self.command(reader, writer, f"MAIL FROM:<{user}> BODY=8BITMIME", "250")
                for address in addresses:
                    await self.command(reader, writer, f"RCPT TO:<{address}>", "250")
                await self.command(reader, writer, "DATA", "354")
                await self.command(reader, writer, text.replace("\r\n.", "\r\n..") + ".", "250")
            except EOFError as refused:
                self.put_off[str(refused)[:60]] += 1
                raise
            self.unanswered.difference_update(addresses)
            self.acknowledged.update(addresses)


def reports(user):
    """Recipient → how many reports of its failure are in the user's mailboxes."""
    headers = {"Authorization": "Basic " + base64.b64encode(f"{user}:{PASSWORD}".encode()).decode(), "Content-Type": "application/json"}

    def ask(url, body=None):
        request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
        return json.load(urllib.request.urlopen(request, timeout=120))
    session = ask(f"http://127.0.0.1:{BASE + 80}/jmap/session")
    account = session["primaryAccounts"]["urn:ietf:params:jmap:mail"]
    found, position = collections.Counter(), 0
    while True:
        answer = ask(session["apiUrl"], {"using": ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"], "methodCalls": [
            ["Email/query", {"accountId": account, "position": position, "limit": 200}, "q"],
            ["Email/get", {"accountId": account, "#ids": {"resultOf": "q", "name": "Email/query", "path": "/ids"},
                           "properties": ["textBody", "bodyValues"], "fetchTextBodyValues": True}, "g"]]})["methodResponses"]
        if not answer[0][1]["ids"]:
            return found
        position += len(answer[0][1]["ids"])
        for email in answer[1][1]["list"]:
            for value in email["bodyValues"].values():
                found.update(re.findall(r"Your message to <([^>]+)> could not be delivered\.\r?\n", value["value"]))
