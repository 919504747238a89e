package org.mailbay.net.toy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Session;

/** A revision of the toy protocol; every answer begins with its label. */
public final class ToyProtocol implements Protocol {
    final String label;
    final boolean resumes;
    final AtomicInteger sessions = new AtomicInteger();
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);
    private final Semaphore late = new Semaphore(0);

    public ToyProtocol(String label) {
        this(label, true);
    }

    public ToyProtocol(String label, boolean resumes) {
        this.label = label;
        this.resumes = resumes;
    }

    /** Sessions that are not closed. */
    public int sessions() {
        return sessions.get();
    }

    /** Waits until so many sessions more are in the middle of something: {@code WAIT}, {@code HANG}, {@code LATER}, {@code DATA}. */
    public void awaitArrivals(int count) throws InterruptedException {
        arrived.acquire(count);
    }

    /** Lets one go on that is in {@code WAIT} or {@code LATER}. */
    public void release() {
        released.release();
    }

    /** Waits until a {@code LATER} has said what it says late. */
    public void awaitLate() throws InterruptedException {
        late.acquire();
    }

    void arrive() {
        arrived.release();
    }

    void awaitRelease() {
        released.acquireUninterruptibly();
    }

    void saidLate() {
        late.release();
    }

    @Override
    public Session open(Connection connection) {
        return new ToySession(this, connection, 0);
    }

    @Override
    public Optional<Session> resume(Connection connection, Frozen state) {
        return resumes
                ? Optional.of(new ToySession(
                        this, connection, ByteBuffer.wrap(state.state()).getLong()))
                : Optional.empty();
    }

    @Override
    public byte[] unavailable(Unavailable why) {
        return ("BYE " + why + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
