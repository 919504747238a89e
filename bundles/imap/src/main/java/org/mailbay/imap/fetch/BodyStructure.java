package org.mailbay.imap.fetch;

import java.io.IOException;
import org.mailbay.imap.grammar.Out;

/**
 * BODYSTRUCTURE and BODY: RFC 9051 §7.5.2.
 *
 * @param extensible whether extension data is told: BODYSTRUCTURE
 */
public record BodyStructure(boolean extensible) implements Item {
    @Override
    public Need need() {
        return Need.STORED;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return message.hasMessage();
    }

    @Override
    public void write(Opened message, Out out) {
        Bytes scratch = message.scratch();
        scratch.add(extensible ? "BODYSTRUCTURE " : "BODY ");
        new StructureWriter(scratch, extensible, out.isUtf8())
                .part(message.message().root());
        scratch.writeTo(out);
    }
}
