package org.mailbay.smtp.out.mx;

import java.net.InetAddress;
import java.util.List;

/**
 * A server and where it is.
 *
 * @param name A-labels, or an address literal
 * @param addresses in the order to be tried; empty when there are none
 * @param isAuthentic whether DNSSEC proves the addresses
 * @param trouble why there are no addresses; empty when there are
 * @param isTroublePassing whether there may be some later
 */
public record Host(
        String name, List<InetAddress> addresses, boolean isAuthentic, String trouble, boolean isTroublePassing) {
    public Host {
        addresses = List.copyOf(addresses);
    }
}
