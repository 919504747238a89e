package org.mailbay.net.listen;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts a listener's connections, in all and per address. */
final class Admission {
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private int total;
    private long refused;
    private long refusedEver;
    private long enteredEver;

    /** Whether one more from {@code client} is within the limits; loopback is exempt from the limit per address. */
    synchronized boolean enter(InetAddress client, int max, int maxPerAddress) {
        int mine = perAddress.getOrDefault(client, 0);
        if (total >= max || (mine >= maxPerAddress && !client.isLoopbackAddress())) {
            refused++;
            refusedEver++;
            return false;
        }
        enteredEver++;
        total++;
        perAddress.put(client, mine + 1);
        return true;
    }

    synchronized void leave(InetAddress client) {
        total--;
        perAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }

    synchronized int total() {
        return total;
    }

    /** How many there have been. */
    synchronized long enteredEver() {
        return enteredEver;
    }

    /** How many have been refused. */
    synchronized long refusedEver() {
        return refusedEver;
    }

    /** How many were refused since this was last asked. */
    synchronized long takeRefused() {
        long taken = refused;
        refused = 0;
        return taken;
    }
}
