package org.mailbay.net.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.Connection.Tls;
import org.mailbay.net.crypto.ChannelBindings;
import org.mailbay.net.crypto.ServerTls;
import org.mailbay.net.proxy.ProxyHandler;
import org.mailbay.net.proxy.ProxyHeader;
import org.mailbay.net.spi.Protocol.Unavailable;
import org.mailbay.net.spi.Session.Closed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's side towards the socket: PROXY header, TLS, admission, then bytes to the {@link Dialogue}.
 *
 * <p>Runs on the event loop, except where a method says otherwise.
 */
public final class Wire extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int LINGER_BYTES = 1024 * 1024;

    /** After so long without a byte to the client, compression gives its memory back. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private enum Phase {
        PROXY,
        TLS,
        DIALOGUE,
        LINGERING
    }

    private final String id = "c" + Long.toString(NUMBERS.incrementAndGet(), 36);
    private final Door door;
    private final Channel channel;
    private final Output output;
    private final Dialogue dialogue;
    private final long begun = System.nanoTime();
    private volatile InetSocketAddress peer;
    private volatile InetSocketAddress local;
    private volatile @Nullable Tls tls;
    private volatile @Nullable ChannelBindings bindings;
    private volatile Phase phase = Phase.PROXY;
    private volatile long lingeringSince;
    private boolean counted;
    private boolean inputEnded;
    private long bytesIn;
    private int lingered;

    public Wire(Door door, Channel channel, ThreadFactory turns) {
        this.door = door;
        this.channel = channel;
        this.output = new Output(channel, Limits.OUTPUT);
        this.dialogue = new Dialogue(this, door.post(), output, turns);
        this.peer = new InetSocketAddress(0);
        this.local = peer;
    }

    Door door() {
        return door;
    }

    Output output() {
        return output;
    }

    String id() {
        return id;
    }

    InetSocketAddress peer() {
        return peer;
    }

    InetSocketAddress local() {
        return local;
    }

    Optional<Tls> tls() {
        return Optional.ofNullable(tls);
    }

    Map<String, byte[]> channelBindings() {
        ChannelBindings now = bindings;
        return now == null ? Map.of() : now.get();
    }

    boolean canStartTls() {
        return tls == null
                && !output.isCompressed()
                && door.startTls()
                && door.tls().isPresent();
    }

    /** Any thread: the listener stops; ends at the next boundary. */
    public void stop() {
        if (phase == Phase.DIALOGUE) {
            dialogue.stop();
        } else {
            channel.close();
        }
    }

    /** Any thread: ends now. */
    public void stopNow() {
        dialogue.stopNow();
    }

    /** Any thread: closes the socket. */
    public void abort() {
        channel.close();
    }

    /** Any thread, once a second. */
    public void sweep(long now) {
        switch (phase) {
            case PROXY, TLS -> {
                if (now - begun > Limits.PRELUDE.toNanos()) {
                    LOG.debug("event=connection-timeout connection={} peer={} phase={}", id, peer, phase);
                    channel.close();
                }
            }
            case DIALOGUE -> {
                if (output.stalled(now, door.limits().write().toNanos())) {
                    LOG.info("event=client-not-reading connection={} peer={} listener={}", id, peer, door.name());
                    dialogue.gone(Closed.TIMEOUT);
                    channel.close();
                } else {
                    output.rest(now, REST_NANOS);
                    dialogue.sweep(now);
                }
            }
            case LINGERING -> {
                if (now - lingeringSince > Limits.LINGER.toNanos()) {
                    channel.close();
                }
            }
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            peer = remote;
        }
        if (channel.localAddress() instanceof InetSocketAddress here) {
            local = here;
        }
        door.opened(this);
        if (door.proxied(peer.getAddress())) {
            context.pipeline().addFirst("proxy", new ProxyHandler());
        } else {
            peerKnown(context);
        }
    }

    private void peerKnown(ChannelHandlerContext context) {
        if (!door.enter(peer.getAddress())) {
            LOG.debug("event=connection-refused connection={} peer={} listener={} why=limit", id, peer, door.name());
            refuse(Unavailable.BUSY);
            return;
        }
        counted = true;
        if (!door.implicitTls()) {
            ready();
            return;
        }
        phase = Phase.TLS;
        Optional<ServerTls> certificates = door.tls();
        if (certificates.isPresent()) {
            context.pipeline()
                    .addBefore(context.name(), "tls", certificates.get().handler());
        } else {
            LOG.warn("event=connection-refused connection={} listener={} why=no-certificate", id, door.name());
            channel.close();
        }
    }

    /** Says why and closes; where TLS comes first there are no words, for a handshake costs more than they are worth. */
    private void refuse(Unavailable why) {
        if (door.implicitTls()) {
            channel.close();
            return;
        }
        phase = Phase.LINGERING;
        lingeringSince = System.nanoTime();
        output.writeLast(door.post().words(why));
        output.afterwards(this::finish);
    }

    private void ready() {
        phase = Phase.DIALOGUE;
        dialogue.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            ByteBuf bytes = (ByteBuf) message;
            int count = bytes.readableBytes();
            bytesIn += count;
            if (phase == Phase.DIALOGUE) {
                dialogue.received(bytes);
            } else {
                lingered += count;
                if (lingered > LINGER_BYTES) {
                    channel.close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (phase == Phase.DIALOGUE && dialogue.hasArrived()) {
            dialogue.wake();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case ProxyHeader header -> {
                if (header.source() != null && header.destination() != null) {
                    peer = header.source();
                    local = header.destination();
                }
                peerKnown(context);
            }
            case SslHandshakeCompletionEvent handshake -> handshake(context, handshake);
            case SslCloseCompletionEvent _ -> clientDone();
            case ChannelInputShutdownEvent _ -> clientDone();
            default -> {
                // Events of handlers that say nothing to a connection.
            }
        }
    }

    private void clientDone() {
        inputEnded = true;
        if (phase == Phase.DIALOGUE) {
            dialogue.inputEnded();
        } else {
            channel.close();
        }
    }

    private void handshake(ChannelHandlerContext context, SslHandshakeCompletionEvent event) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        if (!event.isSuccess() || handler == null) {
            LOG.info(
                    "event=tls-failed connection={} peer={} listener={} why=\"{}\"",
                    id,
                    peer,
                    door.name(),
                    event.cause() == null ? "" : event.cause().getMessage());
            channel.close();
            return;
        }
        bindings = new ChannelBindings(handler.engine().getSession());
        tls = ServerTls.agreed(handler);
        if (phase == Phase.TLS) {
            ready();
        } else {
            dialogue.secured();
        }
    }

    /** Any thread: after what is queued has been sent, the next byte of the client is TLS. */
    void startTls() {
        output.afterwards(() -> {
            Optional<ServerTls> certificates = door.tls();
            if (dialogue.hasArrived()) {
                injected();
                channel.close();
            } else if (certificates.isPresent()) {
                channel.pipeline().addFirst("tls", certificates.get().handler());
            } else {
                LOG.warn("event=tls-failed connection={} listener={} why=no-certificate", id, door.name());
                channel.close();
            }
        });
    }

    /** Any thread: the client, or somebody between, sent plain bytes after asking for TLS. */
    void injected() {
        LOG.warn("event=starttls-injection connection={} peer={} listener={}", id, peer, door.name());
    }

    /** Any thread: what the client sent cannot be expanded, so nothing that follows can be. */
    void garbled(DataFormatException cause) {
        LOG.info("event=deflate-broken connection={} peer={} why=\"{}\"", id, peer, cause.getMessage());
        dialogue.gone(Closed.PEER);
        channel.close();
    }

    /** Any thread. */
    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Any thread: the dialogue is over. */
    void ended(Closed why) {
        LOG.debug("event=connection-ended connection={} peer={} listener={} why={}", id, peer, door.name(), why);
    }

    /** Everything is sent: closes, so that the client gets to read it. */
    void finish() {
        if (inputEnded || tls != null || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
            return;
        }
        phase = Phase.LINGERING;
        lingeringSince = System.nanoTime();
        duplex.shutdownOutput();
        reading(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        output.lost();
        dialogue.gone(Closed.PEER);
        if (counted) {
            counted = false;
            door.leave(peer.getAddress());
        }
        door.closed(this);
        LOG.debug("event=connection-closed connection={} peer={} bytesIn={}", id, peer, bytesIn);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException
                || cause instanceof IOException
                || cause instanceof UncheckedIOException) {
            LOG.debug("event=connection-broken connection={} peer={} why=\"{}\"", id, peer, cause.getMessage());
        } else {
            LOG.error("event=connection-failed connection={} peer={}", id, peer, cause);
        }
        channel.close();
    }

    @Override
    public String toString() {
        return id;
    }
}
