"""A next server that is played: it refuses, breaks off at any point, drips and goes away."""

import asyncio
import random
import re
import time

import copies
from mailbay import NEXT

UP_SECONDS, DOWN_SECONDS = 20, 3
# A reply that was on its way when connections were reset may have been lost.
RESET_WINDOW = 1.0
POINTS = ("greeting", "ehlo", "mail", "rcpt", "data", "content", "taken, no reply", "taken, half a reply")


class Broken(Exception):
    """The sink closes the connection here, on purpose."""


class Sink(copies.Remote):
    """450, 550, connections closed anywhere, dripped replies, restarts."""

    def __init__(self, chance, folder):
        super().__init__()
        self.random, self.number = random.Random(chance), 0
        self.resets, self.writers = [], set()

    async def open(self):
        self.server = await asyncio.start_server(self.session, "127.0.0.1", NEXT, limit=1 << 20, backlog=500)

    async def trouble(self):
        while True:
            await asyncio.sleep(UP_SECONDS)
            self.seen["stopped"] += 1
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
                await self.taken(writer, content, rcpts, point, drips)
            elif verb == b"BDAT":
                words = line.split()
                breaks("data")
                content += await reader.readexactly(int(words[1]))
                breaks("content")
                if not rcpts:
                    await self.reply(writer, "503 5.5.1 No valid recipients", drips)
                elif len(words) > 2:
                    await self.taken(writer, content, rcpts, point, drips)
                else:
                    await self.reply(writer, "250 2.0.0 Ok", drips)
            elif verb == b"QUIT":
                await self.reply(writer, "221 2.0.0 Bye")
                return
            else:
                rcpts, content = [], b""
                await self.reply(writer, "250 2.0.0 Ok", drips)

    async def taken(self, writer, content, rcpts, point, drips):
        self.number += 1
        name = f"S{self.number}"
        now = [self.take(name, address, content) for address in rcpts]

        def cut(why):
            for copy in now:
                copy.cause = why
        if point == "taken, no reply":
            cut("the reply was not sent")
            raise Broken
        if point == "taken, half a reply":
            cut("half of the reply was sent")
            writer.write(b"250 2.0")
            raise Broken
        try:
            await self.reply(writer, f"250 2.0.0 Taken as {name}", drips)
        except (Broken, OSError):
            for copy in now:
                copy.gone = time.monotonic()
            raise
        for copy in now:
            copy.replied = time.monotonic()

    def explain(self):
        for copy in (copy for times in self.copies.values() for copy in times):
            at = copy.gone or copy.replied
            if at and any(-RESET_WINDOW < reset - at < RESET_WINDOW for reset in self.resets):
                copy.cause = "connections were reset by then"

    async def over(self):
        """Nothing waits here."""

    async def close(self):
        self.server.close()
