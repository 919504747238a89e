package org.mailbay.smtp.out;

import org.mailbay.smtp.out.dialogue.Opening;
import org.mailbay.smtp.out.dialogue.Patience;
import org.mailbay.smtp.out.mx.HostLookup;
import org.mailbay.smtp.out.mx.Ourselves;
import org.mailbay.smtp.out.pool.Pool;
import org.mailbay.smtp.out.tls.Outcomes;
import org.mailbay.smtp.out.wire.Dialer;

/**
 * What every journey needs.
 *
 * @param port of servers that MX records name
 * @param mostServers sessions that one journey may begin
 * @param isChunking whether BDAT is used where it is offered
 */
record Tools(
        HostLookup hosts,
        Ourselves ourselves,
        Rules rules,
        Outcomes outcomes,
        Sources sources,
        Dialer dialer,
        Opening opening,
        Pool pool,
        Patience patience,
        int port,
        int mostServers,
        boolean isChunking) {}
