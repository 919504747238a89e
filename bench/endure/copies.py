"""What reached the next server, and what is known of the reply that each copy was acknowledged with."""

import collections
import re

import mailbay


class Copy:
    """A recipient's message, taken once by the next server under an id that its reply names."""

    def __init__(self, name):
        self.id = name
        # Why its reply did not go to our server whole and in time; when that was seen to be gone before; when it was passed on.
        self.cause = self.gone = self.replied = None


class Remote:
    """What a next server, real or not, has to tell."""

    def __init__(self):
        self.copies = collections.defaultdict(list)
        self.refused, self.seen = collections.Counter(), collections.Counter()
        self.wrong = []

    def take(self, name, address, content):
        """Notes a copy once its content was compared, byte by byte."""
        number = re.search(rb"^Message-ID: <endure-(\d+)@", content, re.M | re.I)
        number = number and int(number.group(1))
        _, _, body = content.partition(b"\r\n\r\n")
        if number is None or body != mailbay.body(number).encode():
            self.wrong.append(f"mutilated: {address} as {name}")
        elif address.split("-")[0] != f"r{number}":
            self.wrong.append(f"message {number} came for {address}")
        copy = Copy(name)
        self.copies[address].append(copy)
        return copy

    def explain(self):
        """Fills in cause and replied of every copy, when all is over."""
