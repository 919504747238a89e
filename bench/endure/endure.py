"""Submits messages to a Mailbay that is killed meanwhile and relays them to a server with faults; counts what became of each recipient."""

import asyncio
import collections
import os
import random
import shutil
import sys
import tempfile
import time

import postfix
import sink
from mailbay import USERS, Mailbay, Senders, reports

KILLS, CONNECTIONS = 5, 10
STUCK_SECONDS = 120
# A reply that a kill cut off was not stored yet; that a killed server is gone is seen a moment after its end, on a machine with much to do.
KILL_WINDOW, LATE = 10.0, 3.0


def why_again(copy, kills, longest):
    """Why a copy that the queue never knew to be delivered was not the last word; None if there is no reason."""
    if copy.cause:
        return copy.cause
    if copy.gone is not None:
        return "a kill before the reply" if any(before <= copy.gone < after + LATE for before, after in kills) else None
    if copy.replied is None:
        return "the reply was never seen"
    for before, after in kills:
        if before - KILL_WINDOW < copy.replied < after + LATE:
            longest.append(1000 * max(0.0, before - copy.replied))
            return "a kill before the reply was stored"
    return None


def count(remote, senders, mailbay, bounced):
    """Prints what became of every recipient; what is wrong."""
    remote.explain()
    settled = mailbay.settled()
    wrong = list(remote.wrong)
    arrived = {address for address, times in remote.copies.items() if times}
    lost = senders.acknowledged - arrived - set(bounced)
    wrong += [f"lost: {address}" for address in sorted(lost)]
    wrong += [f"reported, never refused: {address}" for address in bounced if not remote.refused[address]]
    wrong += [f"reported {times} times: {address}" for address, times in bounced.items() if times > 1]
    wrong += [f"settled twice: {address} as {sorted(ids)}" for address, ids in settled.items() if len(ids) > 1]
    wrong += [f"settled and reported: {address}" for address in bounced if settled.get(address)]
    why, twice, longest = collections.Counter(), 0, []
    for address, times in remote.copies.items():
        twice += len(times) > 1
        surplus = [copy for copy in times if copy.id not in settled.get(address, ())]
        if not settled.get(address) and address not in bounced:
            # A kill between the queue's commit and its line in the log.
            surplus = sorted(surplus, key=lambda copy: copy.replied or 0)[:-1]
        for copy in surplus:
            reason = why_again(copy, mailbay.kills, longest)
            why[reason] += 1
            if reason is None:
                wrong.append(f"again without a reason: {address} as {copy.id}, gone {copy.gone}, replied {copy.replied}, kills {mailbay.kills}")
    print(f"recipients acknowledged {len(senders.acknowledged)}: arrived {len(senders.acknowledged & arrived)}, "
          f"reported {len(senders.acknowledged & set(bounced))}, both {len(senders.acknowledged & arrived & set(bounced))}, lost {len(lost)}")
    print(f"not acknowledged {len(senders.unanswered)}: of these arrived or reported {len(senders.unanswered & (arrived | set(bounced)))}; reasons {dict(senders.put_off)}")
    print(f"arrived more than once {twice}; copies whose reply did not count, and why: {sum(why.values())} {dict(why)}")
    if longest:
        print(f"longest from a reply passed on to the kill before it was stored: {max(longest):.0f} ms")
    print(f"settled by the log {sum(map(bool, settled.values()))}, more than once {sum(len(ids) > 1 for ids in settled.values())}; "
          f"reports more than once: {sum(times > 1 for times in bounced.values())}")
    print(f"the next server: {dict(remote.seen)}")
    return wrong


async def main(root, messages, seed):
    chance = random.Random(seed)
    kind = postfix.Postfix if postfix.is_there() and os.environ.get("REMOTE") != "sink" else sink.Sink
    print(f"seed {seed}, {messages} messages; the next server is {kind.__name__}", flush=True)
    folder = tempfile.mkdtemp(prefix="mailbay-endure.", dir="/var/tmp")
    remote, senders = kind(chance.random(), folder), Senders(messages)
    mailbay = await asyncio.to_thread(Mailbay, root, folder)
    begun = time.monotonic()
    await remote.open()
    trouble = asyncio.create_task(remote.trouble())
    sending = [asyncio.create_task(senders.one(USERS[i % 2])) for i in range(CONNECTIONS)]
    total, quiet, progress, last = messages * 14 // 10, 0, None, begun
    try:
        # Kills are spread over taking and handing on alike.
        for number in range(KILLS):
            point = (number + chance.random()) * 2 * total / (KILLS + 0.5)
            while len(senders.acknowledged) + len(remote.copies) < min(point, 2 * total * 0.97):
                await asyncio.sleep(0.01)
                trouble.done() and trouble.result()
            before = f"{len(senders.acknowledged)} acknowledged, {len(remote.copies)} arrived"
            await asyncio.to_thread(mailbay.kill)
            again = time.monotonic()
            await asyncio.to_thread(mailbay.start)
            print(f"kill {number + 1} after {mailbay.kills[-1][0] - begun:.0f} s: {before}; ready again after {time.monotonic() - again:.1f} s", flush=True)
        await asyncio.gather(*sending)
        print(f"all sent after {time.monotonic() - begun:.0f} s", flush=True)
        while quiet < 3:
            await asyncio.sleep(1)
            trouble.done() and trouble.result()
            waiting = await asyncio.to_thread(mailbay.waiting)
            quiet = quiet + 1 if waiting == 0 else 0
            if (waiting, len(remote.copies)) != progress:
                progress, last = (waiting, len(remote.copies)), time.monotonic()
            if time.monotonic() - last > STUCK_SECONDS:
                remote.wrong.append(f"the queue does not empty: {waiting} are left")
                break
        print(f"the queue was {'empty' if quiet == 3 else 'stuck'} after {time.monotonic() - begun:.0f} s", flush=True)
        trouble.cancel()
        await asyncio.wait([trouble])
        await remote.over()
        bounced = collections.Counter()
        for user in USERS:
            bounced += await asyncio.to_thread(reports, user)
        wrong = count(remote, senders, mailbay, bounced)
    finally:
        trouble.cancel()
        await remote.close()
        await asyncio.to_thread(mailbay.stop)
    for line in wrong[:50]:
        print("WRONG", line)
    if wrong:
        raise SystemExit(f"FAILED: {len(wrong)} findings. The server's data and log are in {folder}")
    print("PASSED: every acknowledged message arrived or was reported; what came twice had no reply that could be stored.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000, int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 31)))
