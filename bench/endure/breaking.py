"""A proxy that breaks connections off, drips and holds back; it knows which reply went through, and when."""

import asyncio
import collections
import random
import re
import time

from mailbay import PATIENCE

CUT, DRIP, HOLD, BREAK, SLOW = 0.002, 0.002, 0.0001, 0.002, 0.002


class Passed:
    """The reply that says under which id a message was taken."""

    def __init__(self):
        # Why it was not passed on whole; when the other side was seen to be gone before; when it was passed on.
        self.cause = self.gone = self.replied = None


class Line:
    """One connection, both ways."""

    def __init__(self):
        self.cut = self.gone = None
        self.recipients, self.before = set(), b""

    def read(self, data):
        """Remembers whom the message is for that is under way."""
        text = self.before + data
        for match in re.finditer(rb"(MAIL FROM:<)|RCPT TO:<([^>\s]+)>", text):
            if match.group(1):
                self.recipients = set()
            else:
                self.recipients.add(match.group(2).decode())
        # Commands may come in two pieces; their beginnings never do with what was read already.
        self.before = text[text.rfind(b"\n") + 1:][-200:]


class Breaking:
    def __init__(self, chance, behind, seen):
        self.random, self.behind, self.seen = random.Random(chance), behind, seen
        self.passed, self.broken, self.denied = {}, collections.Counter(), collections.Counter()
        # Nothing else holds what waits for a peer that is gone.
        self.under_way = set()

    def happens(self, chance, what):
        happens = self.random.random() < chance
        self.seen[what] += happens
        return happens

    def cut(self, line, why, writer):
        line.cut = why
        if self.random.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()

    async def session(self, reader, writer):
        self.under_way.add(asyncio.current_task())
        try:
            await self.carry(reader, writer)
        finally:
            self.under_way.discard(asyncio.current_task())

    async def carry(self, reader, writer):
        line = Line()
        try:
            there, thither = await asyncio.open_connection("127.0.0.1", self.random.choice(self.behind))
        except OSError:
            self.seen["nobody there"] += 1
            writer.transport.abort()
            return
        await asyncio.gather(self.onwards(line, reader, writer, thither), self.back(line, there, writer))
        for one in (writer, thither):
            one.close()

    async def onwards(self, line, reader, writer, thither):
        try:
            while data := await reader.read(1 << 16):
                line.read(data)
                if self.happens(BREAK, "broken off in a command or the content"):
                    thither.write(data[:self.random.randrange(len(data))])
                    self.cut(line, "broken off before the reply", writer)
                    break
                pieces = [data]
                if self.happens(SLOW, "sent slowly"):
                    pieces = [data[i:i + 1 + len(data) // 20] for i in range(0, len(data), 1 + len(data) // 20)]
                for piece in pieces:
                    thither.write(piece)
                    await thither.drain()
                    if len(pieces) > 1:
                        await asyncio.sleep(0.1)
        except OSError:
            pass
        line.gone = line.gone or time.monotonic()
        # What the server behind still says is read, so that it is known.
        try:
            thither.write_eof()
        except (OSError, RuntimeError):
            pass

    async def back(self, line, there, writer):
        try:
            while text := await there.readline():
                passed = None
                if name := re.match(rb"250 [^\r\n]* queued as (\w+)\r\n", text):
                    passed = self.passed[name.group(1).decode()] = Passed()
                    line.recipients = set()
                elif text.startswith(b"451 4.3.0 "):
                    # A part of it was killed after it had written down what it was to take.
                    self.denied.update(line.recipients)
                await self.reply(line, text, passed or Passed(), writer)
        except OSError:
            pass
        # It may have taken the message on which it broke off.
        self.broken.update(line.recipients)
        writer.close()

    async def reply(self, line, text, passed, writer):
        if line.cut:
            passed.cause = line.cut
        elif line.gone:
            passed.gone = line.gone
        elif self.happens(CUT, "cut in a reply"):
            part = self.random.randrange(len(text) - 1) if self.random.random() < 0.5 else 0
            passed.cause = "half of the reply was passed on" if part else "the reply was not passed on"
            writer.write(text[:part])
            self.cut(line, passed.cause, writer)
        else:
            try:
                await self.give(line, text, passed, writer)
            except OSError:
                passed.gone = line.gone or time.monotonic()

    async def give(self, line, text, passed, writer):
        pieces = [text]
        if self.happens(DRIP, "dripped"):
            pieces = [text[i:i + 1] for i in range(len(text))]
        elif self.happens(HOLD, "held back"):
            passed.cause = "the reply was held back for too long"
            await asyncio.sleep(PATIENCE + 5)
        for piece in pieces:
            if line.gone or writer.transport.is_closing():
                passed.gone = line.gone or time.monotonic()
                return
            writer.write(piece)
            await writer.drain()
            if len(pieces) > 1:
                await asyncio.sleep(0.05)
        passed.replied = time.monotonic()
