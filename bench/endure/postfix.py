"""Debian's Postfix as the next server: stopped, killed, halted and short of processes; it refuses by a policy, and hands on to a place that counts."""

import asyncio
import glob
import os
import random
import re
import shutil
import signal
import subprocess

import copies
from breaking import Breaking
from mailbay import NEXT

WITH_BDAT, WITHOUT, POLICY, LAST = NEXT + 1, NEXT + 2, NEXT + 3, NEXT + 4
TROUBLE_SECONDS = 12
MAIN = """compatibility_level = 3.6
queue_directory = {0}/queue
data_directory = {0}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {0}/log
maillog_file_prefixes = {0}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.sink.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_alias_maps =
virtual_mailbox_domains = sink.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:{1}
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{2}, permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
in_flow_delay = 0
disable_dns_lookups = yes
notify_classes =
enable_long_queue_ids = yes
service_throttle_time = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
multi_instance_enable = yes
alternate_config_directories =
"""
MASTER = """127.0.0.1:{0} inet n - n - - smtpd
127.0.0.1:{1} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=chunking
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def is_there():
    return os.geteuid() == 0 and os.path.exists("/usr/lib/postfix/sbin/master")


class Postfix(copies.Remote):
    """It listens behind a proxy that breaks connections and keeps the replies it lets through."""

    def __init__(self, chance, folder):
        super().__init__()
        self.folder, self.random = f"{folder}/postfix", random.Random(chance)
        os.chmod(folder, 0o755)
        for part in ("etc", "queue", "data"):
            os.makedirs(f"{self.folder}/{part}")
        open(f"{self.folder}/log", "w").close()
        # It checks its queue as this user, and fails if it cannot say what it finds.
        for part in ("data", "log"):
            shutil.chown(f"{self.folder}/{part}", "postfix")
        with open(f"{self.folder}/etc/main.cf", "w") as conf:
            conf.write(MAIN.format(self.folder, LAST, POLICY))
        with open(f"{self.folder}/etc/master.cf", "w") as conf:
            conf.write(MASTER.format(WITH_BDAT, WITHOUT))
        self.breaking = Breaking(self.random.random(), (WITH_BDAT, WITHOUT), self.seen)

    async def open(self):
        def calm(session):
            async def run(reader, writer):
                try:
                    await session(reader, writer)
                except OSError:
                    # Postfix was killed.
                    writer.close()
            return run
        self.servers = [await asyncio.start_server(calm(session), "127.0.0.1", port, limit=1 << 20, backlog=500)
                        for session, port in ((self.policy, POLICY), (self.last, LAST), (self.breaking.session, NEXT))]
        await self.do("start")

    async def do(self, *words):
        run = await asyncio.create_subprocess_exec(
            "/usr/sbin/postfix", "-c", f"{self.folder}/etc", *words, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=open(f"{self.folder}/commands", "a"))
        return await run.wait()

    def master(self):
        with open(f"{self.folder}/queue/pid/master.pid") as pid:
            return int(pid.read())

    def children(self, *names):
        """Processes of Postfix, by their programs' names."""
        found = []
        for path in glob.glob(f"/proc/{self.master()}/task/*/children"):
            for pid in open(path).read().split():
                with open(f"/proc/{pid}/comm") as comm:
                    if comm.read().strip() in names:
                        found.append(int(pid))
        return found

    async def trouble(self):
        """One thing after the other happens to it."""
        while True:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * TROUBLE_SECONDS)
            what = self.random.choice(("stopped", "aborted", "killed", "halted", "short of processes", "reloaded"))
            self.seen[what] += 1
            try:
                await getattr(self, what.split()[0])()
            except (FileNotFoundError, ProcessLookupError):
                pass

    async def up(self):
        while await self.do("status"):
            await self.do("start")
            await asyncio.sleep(0.2)

    async def stopped(self):
        await self.do("stop")
        await asyncio.sleep(3)
        await self.up()

    async def aborted(self):
        await self.do("abort")
        await asyncio.sleep(1)
        await self.up()

    async def killed(self):
        # The master leads the group of all of its processes.
        os.killpg(self.master(), signal.SIGKILL)
        await asyncio.sleep(2)
        await self.up()

    async def halted(self):
        group = self.master()
        os.killpg(group, signal.SIGSTOP)
        try:
            await asyncio.sleep(4)
        finally:
            os.killpg(group, signal.SIGCONT)

    async def short(self):
        for _ in range(20):
            for pid in self.children("cleanup", "smtpd"):
                if self.random.random() < 0.3:
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.2)

    async def reloaded(self):
        await self.do("reload")

    async def policy(self, reader, writer):
        """Asked at each RCPT: one in ten for now, one in a hundred for good, one in a hundred late."""
        asked = {}
        while line := (await reader.readline()).decode():
            if line != "\n":
                name, _, value = line.rstrip("\n").partition("=")
                asked[name] = value
                continue
            writer.write(f"action={await self.action(asked['recipient'])}\n\n".encode())
            await writer.drain()
            asked = {}
        writer.close()

    async def action(self, recipient):
        luck = self.random.random()
        if luck < 0.01:
            self.refused[recipient] += 1
            self.seen["550"] += 1
            return "550 5.1.1 Nobody of this name"
        if luck < 0.11:
            self.seen["450"] += 1
            return "450 4.2.1 Not now"
        if luck < 0.12:
            self.seen["late"] += 1
            await asyncio.sleep(1)
        return "DUNNO"

    async def last(self, reader, writer):
        """Where Postfix delivers to, by LMTP; never a fault here."""
        rcpts = []
        writer.write(b"220 last.sink.test LMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"LHLO":
                writer.write(b"250-last.sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n")
            elif verb == b"RCPT":
                rcpts.append(re.match(rb"RCPT TO:<([^>]*)>", line, re.I).group(1).decode())
                writer.write(b"250 2.1.5 Ok\r\n")
            elif verb == b"DATA":
                writer.write(b"354 Go on\r\n")
                await writer.drain()
                content = b""
                while (part := await reader.readline()) != b".\r\n":
                    if not part:
                        return
                    content += part[1:] if part.startswith(b".") else part
                self.came(content, rcpts)
                writer.write(b"250 2.0.0 Ok\r\n" * len(rcpts))
                rcpts = []
            elif verb == b"QUIT":
                writer.write(b"221 2.0.0 Bye\r\n")
                break
            else:
                rcpts = []
                writer.write(b"250 2.0.0 Ok\r\n")
            await writer.drain()
        writer.close()

    def came(self, content, rcpts):
        header = content.partition(b"\r\n\r\n")[0]
        name = re.search(rb"by mx\.sink\.test \(Postfix\) with \w+ id (\w+)", header).group(1).decode()
        for address in rcpts:
            # A Postfix that was killed delivers again what it had delivered: its own affair.
            if any(copy.id == name for copy in self.copies[address]):
                self.seen["delivered again by Postfix itself"] += 1
            else:
                self.take(name, address, content)

    def explain(self):
        for address, times in self.copies.items():
            for copy in times:
                passed = self.breaking.passed.get(copy.id)
                if passed:
                    copy.cause, copy.gone, copy.replied = passed.cause, passed.gone, passed.replied
                elif self.breaking.denied[address]:
                    self.breaking.denied[address] -= 1
                    copy.cause = "Postfix took it and replied 451"
                elif self.breaking.broken[address]:
                    self.breaking.broken[address] -= 1
                    copy.cause = "Postfix broke off before it replied"

    def waiting(self):
        """What a process that was killed left half written cannot be executed, and never is a message."""
        found = glob.glob(f"{self.folder}/queue/[iad]*/*") + glob.glob(f"{self.folder}/queue/deferred/*/*")
        return sum(os.path.isfile(path) and os.access(path, os.X_OK) for path in found)

    async def over(self):
        """Waits until it has handed on what it took."""
        await self.up()
        for _ in range(600):
            if not self.waiting():
                return
            await asyncio.sleep(1)
        self.wrong.append(f"Postfix does not get rid of {self.waiting()} messages")

    async def close(self):
        await self.do("stop")
        for server in self.servers:
            server.close()
