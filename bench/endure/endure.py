"""Submits messages to a Mailbay that is killed meanwhile and relays them to a server with faults; counts what became of each recipient."""

import asyncio
import base64
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

USERS, PASSWORD = ("alice@example.test", "bob@example.test"), "demo"
BASE, SINK = 36000, 36925
KILLS, CONNECTIONS = 5, 10
UP_SECONDS, DOWN_SECONDS = 20, 3
STUCK_SECONDS = 60
# A reply that was on its way when the sink reset its connections may have been lost; one that a kill cut off was not stored yet.
RESET_WINDOW, KILL_WINDOW = 1.0, 10.0
# What a killed server had sent may be read a moment after its end; a new one is not ready so soon.
LATE = 2.0
POINTS = ("greeting", "ehlo", "mail", "rcpt", "data", "content", "taken, no reply", "taken, half a reply")


class Mailbay:
    """The server, killed and started again on the same data folder."""

    def __init__(self, root, folder):
        self.root, self.folder, self.kills = root, folder, []
        os.makedirs(f"{folder}/data/etc")
        with open(f"{folder}/data/etc/mailbay.toml", "w") as conf:
            conf.write(f'[routing]\nbackupDomains = ["sink.test"]\nvia = ["sink.test 127.0.0.1:{SINK}"]\n'
                       "[queue]\nretrySeconds = [1, 2, 5]\n[smtp]\nmaxRecipientsInHour = 0\n")
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
        self.process.kill()
        self.process.wait()
        self.kills.append(time.monotonic())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def waiting(self):
        with open(f"{self.folder}/data/admin.token") as token:
            headers = {"Authorization": "Bearer " + token.read().strip()}
        request = urllib.request.Request(f"http://127.0.0.1:{BASE + 80}/metrics", headers=headers)
        text = urllib.request.urlopen(request, timeout=60).read().decode()
        return int(float(re.search(r"^mailbay_queue_messages ([\d.eE+]+)", text, re.M).group(1)))


class Delivery:
    """One time that the sink took a recipient's message; replied: when its 250 was written, whole."""

    def __init__(self):
        self.taken, self.replied, self.explanation = time.monotonic(), None, None


class Broken(Exception):
    """The sink closes the connection here, on purpose."""


class Sink:
    """A server with faults: 450, 550, connections closed anywhere, dripped replies, restarts."""

    def __init__(self, chance):
        self.random = random.Random(chance)
        self.deliveries = collections.defaultdict(list)
        self.refused = collections.Counter()
        self.wrong, self.resets, self.writers = [], [], set()
        self.seen = collections.Counter()

    async def open(self):
        self.server = await asyncio.start_server(self.session, "127.0.0.1", SINK, limit=1 << 20, backlog=500)

    async def restarts(self):
        while True:
            await asyncio.sleep(UP_SECONDS)
            self.server.close()
            self.resets.append(time.monotonic())
            for writer in list(self.writers):
                writer.transport.abort()
            await asyncio.sleep(DOWN_SECONDS)
            await self.open()

    async def session(self, reader, writer):
        self.writers.add(writer)
        try:
            await self.talk(reader, writer)
        except (Broken, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def reply(self, writer, text, drips=False):
        data = (text + "\r\n").encode()
        for piece in ([data[i:i + 1] for i in range(len(data))] if drips else [data]):
            if writer.transport.is_closing():
                raise Broken
            writer.write(piece)
            await writer.drain()
            if drips:
                await asyncio.sleep(0.1)

    def fault(self, at, until):
        """Where the next message's dialogue breaks off: one in a hundred, none mostly."""
        point = self.random.choice(POINTS[at:until]) if self.random.random() < 0.01 else None
        if point:
            self.seen["closed: " + point] += 1
        return point

    def drip(self):
        drips = self.random.random() < 0.005
        self.seen["dripped"] += drips
        return drips

    async def talk(self, reader, writer):
        point, drips, rcpts, content = self.fault(0, 2), self.drip(), [], b""
        chunking = self.random.random() < 0.5

        def breaks(where):
            if point == where:
                raise Broken
        breaks("greeting")
        await self.reply(writer, "220 sink.test ESMTP", drips)
        while True:
            line = await reader.readline()
            if not line:
                return
            verb = line[:4].upper()
            if verb == b"EHLO":
                breaks("ehlo")
                offers = ["sink.test", "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"] + ["CHUNKING"] * chunking
                await self.reply(writer, "\r\n".join(f"250{'-' if i < len(offers) - 1 else ' '}{o}" for i, o in enumerate(offers)), drips)
            elif verb == b"MAIL":
                point, drips, rcpts, content = self.fault(2, len(POINTS)), self.drip(), [], b""
                breaks("mail")
                await self.reply(writer, "250 2.1.0 Ok", drips)
            elif verb == b"RCPT":
                breaks("rcpt")
                address = re.match(rb"RCPT TO:<([^>]*)>", line, re.I).group(1).decode()
                luck = self.random.random()
                if luck < 0.01:
                    self.refused[address] += 1
                    self.seen["550"] += 1
                    await self.reply(writer, "550 5.1.1 Nobody of this name", drips)
                elif luck < 0.11:
                    self.seen["450"] += 1
                    await self.reply(writer, "450 4.2.1 Not now", drips)
                else:
                    rcpts.append(address)
                    await self.reply(writer, "250 2.1.5 Ok", drips)
            elif verb == b"DATA":
                breaks("data")
                if not rcpts:
                    await self.reply(writer, "554 5.5.1 No valid recipients", drips)
                    continue
                await self.reply(writer, "354 Go on", drips)
                while (part := await reader.readline()) != b".\r\n":
                    if not part:
                        return
                    content += part[1:] if part.startswith(b".") else part
                    breaks("content")
                await self.take(writer, content, rcpts, point, drips)
            elif verb == b"BDAT":
                words = line.split()
                breaks("data")
                content += await reader.readexactly(int(words[1]))
                breaks("content")
                if not rcpts:
                    await self.reply(writer, "503 5.5.1 No valid recipients", drips)
                elif len(words) > 2:
                    await self.take(writer, content, rcpts, point, drips)
                else:
                    await self.reply(writer, "250 2.0.0 Ok", drips)
            elif verb == b"QUIT":
                await self.reply(writer, "221 2.0.0 Bye")
                return
            else:
                rcpts, content = [], b""
                await self.reply(writer, "250 2.0.0 Ok", drips)

    async def take(self, writer, content, rcpts, point, drips):
        number = re.search(rb"^Message-ID: <endure-(\d+)@", content, re.M | re.I)
        number = number and number.group(1).decode()
        if not number or not content.endswith(f"The end of {number}.\r\n".encode()):
            self.wrong.append(f"mutilated: {rcpts}")
        now = []
        for address in rcpts:
            if address.split("-")[0] != f"r{number}":
                self.wrong.append(f"message {number} came for {address}")
            now.append(Delivery())
            self.deliveries[address].append(now[-1])
        if point == "taken, no reply":
            raise Broken
        if point == "taken, half a reply":
            writer.write(b"250 2.0")
            raise Broken
        await self.reply(writer, "250 2.0.0 Taken", drips)
        for delivery in now:
            delivery.replied = time.monotonic()


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
            number = self.next
            self.next += 1
            addresses = [f"r{number}-{i}@sink.test" for i in range(5 if number % 10 == 0 else 1)]
            text = (f"From: {user}\r\nTo: undisclosed-recipients:;\r\nSubject: {number}\r\nDate: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\r\n"
                    f"Message-ID: <endure-{number}@example.test>\r\n\r\n" + f".A line of message {number}.\r\n" * (number % 200 + 1)
                    + f"The end of {number}.\r\n")
            self.unanswered.update(addresses)
            try:
                await self.command(reader, writer, f"MAIL FROM:<{user}>", "250")
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


def count(sink, senders, mailbay, bounced):
    """Prints what became of every recipient; what is wrong."""
    wrong = list(sink.wrong)
    arrived = {address for address, times in sink.deliveries.items() if times}
    lost = senders.acknowledged - arrived - set(bounced)
    wrong += [f"lost: {address}" for address in sorted(lost)]
    wrong += [f"reported, never refused: {address}" for address in bounced if not sink.refused[address]]
    why, twice = collections.Counter(), 0
    for address, times in sink.deliveries.items():
        twice += len(times) > 1
        for earlier in times[:-1] if address not in bounced else times:
            if earlier.replied is None:
                why["the reply was not sent"] += 1
            elif any(0 <= reset - earlier.replied < RESET_WINDOW for reset in sink.resets):
                why["connections were reset right after the reply"] += 1
            elif any(earlier.taken - LATE < kill < earlier.replied for kill in mailbay.kills):
                why["nobody was left to read the reply"] += 1
            elif any(0 <= kill - earlier.replied < KILL_WINDOW for kill in mailbay.kills):
                why["a kill right after the reply"] += 1
                sink.seen["longest ms from such a reply to the kill"] = max(
                    sink.seen["longest ms from such a reply to the kill"],
                    round(1000 * min(kill - earlier.replied for kill in mailbay.kills if kill >= earlier.replied)))
            else:
                wrong.append(f"again without a reason: {address}")
    print(f"recipients acknowledged {len(senders.acknowledged)}: arrived {len(senders.acknowledged & arrived)}, "
          f"reported {len(senders.acknowledged & set(bounced))}, both {len(senders.acknowledged & arrived & set(bounced))}, lost {len(lost)}")
    print(f"not acknowledged {len(senders.unanswered)}: of these arrived or reported {len(senders.unanswered & (arrived | set(bounced)))}; reasons {dict(senders.put_off)}")
    print(f"arrived more than once {twice}; deliveries followed by another, or by a report: {dict(why)}")
    print(f"reports more than once: {sum(times > 1 for times in bounced.values())}")
    print(f"the sink: {dict(sink.seen)}, stopped {len(sink.resets)} times")
    return wrong


async def main(root, messages, seed):
    chance = random.Random(seed)
    print(f"seed {seed}, {messages} messages", flush=True)
    folder = tempfile.mkdtemp(prefix="mailbay-endure.", dir="/var/tmp")
    sink, senders = Sink(chance.random()), Senders(messages)
    mailbay = await asyncio.to_thread(Mailbay, root, folder)
    begun = time.monotonic()
    await sink.open()
    restarts = asyncio.create_task(sink.restarts())
    sending = [asyncio.create_task(senders.one(USERS[i % 2])) for i in range(CONNECTIONS)]
    total, quiet, progress, last = messages * 14 // 10, 0, None, begun
    try:
        # Kills are spread over taking and handing on alike.
        for number in range(KILLS):
            point = (number + chance.random()) * 2 * total / (KILLS + 0.5)
            while len(senders.acknowledged) + len(sink.deliveries) < min(point, 2 * total * 0.97):
                await asyncio.sleep(0.01)
                restarts.done() and restarts.result()
            before = f"{len(senders.acknowledged)} acknowledged, {len(sink.deliveries)} arrived"
            await asyncio.to_thread(mailbay.kill)
            again = time.monotonic()
            await asyncio.to_thread(mailbay.start)
            print(f"kill {number + 1}: {before}; ready again after {time.monotonic() - again:.1f} s", flush=True)
        await asyncio.gather(*sending)
        print(f"all sent after {time.monotonic() - begun:.0f} s", flush=True)
        while quiet < 3:
            await asyncio.sleep(1)
            waiting = await asyncio.to_thread(mailbay.waiting)
            quiet = quiet + 1 if waiting == 0 else 0
            if (waiting, len(sink.deliveries)) != progress:
                progress, last = (waiting, len(sink.deliveries)), time.monotonic()
            if time.monotonic() - last > STUCK_SECONDS:
                sink.wrong.append(f"the queue does not empty: {waiting} are left")
                break
        print(f"the queue was {'empty' if quiet == 3 else 'stuck'} after {time.monotonic() - begun:.0f} s", flush=True)
        bounced = collections.Counter()
        for user in USERS:
            bounced += await asyncio.to_thread(reports, user)
        wrong = count(sink, senders, mailbay, bounced)
    finally:
        restarts.cancel()
        await asyncio.to_thread(mailbay.stop)
    for line in wrong[:50]:
        print("WRONG", line)
    if wrong:
        raise SystemExit(f"FAILED: {len(wrong)} findings. The server's data and log are in {folder}")
    print("PASSED: every acknowledged message arrived or was reported.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000, int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 31)))
