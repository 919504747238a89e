package org.mailbay.features.probe.face;

import java.util.Optional;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;
import org.osgi.service.component.annotations.Component;

/** A protocol that nobody speaks. */
@Component(property = Protocol.NAME + "=toy")
public final class Face implements Protocol {
    @Override
    public Session open(Connection connection) {
        throw new UnsupportedOperationException("nobody connects");
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        return Optional.empty();
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return new byte[0];
    }
}
