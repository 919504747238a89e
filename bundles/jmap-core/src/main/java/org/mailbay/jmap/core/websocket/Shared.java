package org.mailbay.jmap.core.websocket;

import org.mailbay.jmap.core.http.InFlight;
import org.mailbay.jmap.core.http.Missed;
import org.mailbay.jmap.core.push.Hub;

/** What all conversations have in common. */
record Shared(
        Hub hub,
        Requests requests,
        Missed missed,
        InFlight inFlight,
        Allowances allowances,
        Figures figures,
        Rules rules) {}
