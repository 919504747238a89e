package org.mailbay.net.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent. Written by the session's thread, drained by the event loop in pieces, so that progress shows.
 *
 * <p>Guarded by its own monitor; the event loop holds it only to copy a piece.
 */
final class Output {
    private static final int PIECE = 64 * 1024;
    /** So much is given to the socket at a time. */
    private static final int WINDOW = 4 * PIECE;
    /** So much is sent without waiting for the session's call to end. */
    private static final int EAGER = 32 * 1024;

    private final Channel channel;
    private final int highWater;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>(2);
    private volatile @Nullable Deflation deflation;
    private int headFrom;
    private long queued;
    private long inFlight;
    private boolean scheduled;
    private boolean gone;
    private long progressAt;
    private @Nullable Runnable afterwards;

    Output(Channel channel, int highWater) {
        this.channel = channel;
        this.highWater = highWater;
    }

    /** Compresses whatever is written from now on. */
    void compress() {
        if (deflation != null) {
            throw new IllegalStateException("is compressed already");
        }
        deflation = new Deflation();
    }

    boolean isCompressed() {
        return deflation != null;
    }

    /** Queues; waits while more than the high-water mark is unsent. Does nothing once the connection is gone. */
    void write(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Deflation deflating = deflation;
        awaitRoom();
        if (deflating != null) {
            deflating.write(bytes, this::put);
        } else {
            put(bytes);
        }
    }

    private synchronized void awaitRoom() {
        while (!gone && queued + inFlight > highWater) {
            schedule();
            try {
                wait();
            } catch (InterruptedException e) {
                // Only the end of the drain time interrupts: half a reply must not be followed by another.
                Thread.currentThread().interrupt();
                lost();
                channel.close();
            }
        }
    }

    /** Queues without waiting: for the last words, after which nothing is compressed any more. */
    void writeLast(byte[] bytes) {
        Deflation deflating = deflation;
        if (deflating == null) {
            put(bytes);
        } else {
            deflating.write(bytes, this::put);
            deflating.flush(this::put);
            deflating.close();
        }
    }

    void flush() {
        Deflation deflating = deflation;
        if (deflating != null) {
            deflating.flush(this::put);
        }
        synchronized (this) {
            if (queued > 0) {
                schedule();
            }
        }
    }

    /** Gives back what can be made again, if nothing was sent for {@code nanos}. */
    void rest(long now, long nanos) {
        Deflation deflating = deflation;
        if (deflating != null && isQuiet(now, nanos)) {
            deflating.rest();
        }
    }

    private synchronized boolean isQuiet(long now, long nanos) {
        return queued == 0 && inFlight == 0 && now - progressAt > nanos;
    }

    /** Runs {@code task} on the event loop once everything is sent; not at all if the connection goes before. */
    synchronized void afterwards(Runnable task) {
        afterwards = task;
        schedule();
    }

    /** The connection is gone: nobody waits any longer. */
    synchronized void lost() {
        gone = true;
        queue.clear();
        queued = 0;
        notifyAll();
    }

    /** Whether the client has taken nothing for {@code nanos} although something is waiting for it. */
    synchronized boolean stalled(long now, long nanos) {
        return !gone && inFlight > 0 && now - progressAt > nanos;
    }

    private synchronized void put(byte[] bytes) {
        if (!gone && bytes.length > 0) {
            queue.add(bytes);
            queued += bytes.length;
            if (queued > EAGER) {
                schedule();
            }
        }
    }

    private void schedule() {
        if (!scheduled && !gone) {
            scheduled = true;
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                lost();
            }
        }
    }

    private void drain() {
        synchronized (this) {
            scheduled = false;
        }
        boolean wrote = false;
        for (ByteBuf piece = piece(); piece != null; piece = piece()) {
            int count = piece.readableBytes();
            channel.write(piece).addListener(result -> sent(count, result));
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
        runAfterwards();
    }

    private synchronized @Nullable ByteBuf piece() {
        if (gone || queued == 0 || inFlight >= WINDOW) {
            return null;
        }
        int left = (int) Math.min(queued, PIECE);
        ByteBuf piece = channel.alloc().directBuffer(left, left);
        if (inFlight == 0) {
            progressAt = System.nanoTime();
        }
        queued -= left;
        inFlight += left;
        while (left > 0) {
            byte[] head = queue.element();
            int count = Math.min(left, head.length - headFrom);
            piece.writeBytes(head, headFrom, count);
            left -= count;
            headFrom += count;
            if (headFrom == head.length) {
                queue.remove();
                headFrom = 0;
            }
        }
        return piece;
    }

    private void sent(int count, Future<?> result) {
        synchronized (this) {
            inFlight -= count;
            progressAt = System.nanoTime();
            if (!result.isSuccess()) {
                lost();
                return;
            }
            notifyAll();
            if (queued > 0 || afterwards != null) {
                schedule();
            }
        }
    }

    private void runAfterwards() {
        Runnable task;
        synchronized (this) {
            if (afterwards == null || gone || queued > 0 || inFlight > 0) {
                return;
            }
            task = afterwards;
            afterwards = null;
        }
        task.run();
    }
}
