package org.mailbay.net.connection;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.mailbay.net.Connection;

/** The connection as one session sees it: when the session is over, it does nothing any more, however long somebody holds it. */
final class SessionConnection implements Connection {
    private final Wire wire;
    private final Dialogue dialogue;
    private volatile boolean over;

    SessionConnection(Wire wire, Dialogue dialogue) {
        this.wire = wire;
        this.dialogue = dialogue;
    }

    void over() {
        over = true;
    }

    @Override
    public String id() {
        return wire.id();
    }

    @Override
    public InetSocketAddress peer() {
        return wire.peer();
    }

    @Override
    public InetSocketAddress local() {
        return wire.local();
    }

    @Override
    public String listener() {
        return wire.door().name();
    }

    @Override
    public Map<String, String> options() {
        return wire.door().options();
    }

    @Override
    public Optional<Tls> tls() {
        return wire.tls();
    }

    @Override
    public Map<String, byte[]> channelBindings() {
        return over ? Map.of() : wire.channelBindings();
    }

    @Override
    public boolean canStartTls() {
        return !over && wire.canStartTls();
    }

    @Override
    public boolean isCompressed() {
        return wire.output().isCompressed();
    }

    @Override
    public void write(byte[] bytes) {
        if (!over) {
            wire.output().write(bytes);
        }
    }

    @Override
    public void flush() {
        if (!over) {
            wire.output().flush();
        }
    }

    @Override
    public void execute(Runnable task) {
        if (!over) {
            dialogue.execute(this, task);
        }
    }

    @Override
    public void close() {
        if (!over) {
            dialogue.close(this);
        }
    }

    @Override
    public String toString() {
        return wire.id();
    }
}
