package org.mailbay.imap.fetch;

import java.io.IOException;
import org.mailbay.imap.grammar.Out;

/** ENVELOPE: RFC 9051 §7.5.2. */
public record Envelope() implements Item {
    @Override
    public Need need() {
        return Need.ENVELOPE;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return message.envelope() != null;
    }

    @Override
    public void write(Opened message, Out out) {
        out.raw("ENVELOPE ");
        message.envelopeReady().writeTo(out);
    }
}
