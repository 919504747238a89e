/**
 * Asks DNS servers by dnsjava, remembers answers, believes what DNSSEC proves. Start at {@link DnsResolver}, then {@link Resolution} (one question) and {@link Upstream} (the servers).
 *
 * <p>RFC 1035 messages, RFC 2308 negative answers, RFC 4035 validation (by dnsjava), RFC 5452 against forgery, RFC 6891 EDNS. Any thread may ask; a question runs on a virtual thread.
 */
@NullMarked
package org.mailbay.dns.resolver;

import org.jspecify.annotations.NullMarked;
