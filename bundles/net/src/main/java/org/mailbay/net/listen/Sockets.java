package org.mailbay.net.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailbay.net.connection.Door;
import org.mailbay.net.connection.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bound sockets of one listener. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final int BACKLOG = 1024;

    /** An address that cannot be bound, with a sentence for the operator. */
    static final class Unavailable extends Exception {
        Unavailable(String text) {
            super(text);
        }
    }

    private final List<Channel> channels;

    private Sockets(List<Channel> channels) {
        this.channels = List.copyOf(channels);
    }

    /** Binds the first host surely and the others, at the same port, if they are there. */
    static Sockets open(List<InetAddress> hosts, int port, Loops loops, Door door) throws Unavailable {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channelFactory(loops.servers())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 4096, 65_536))
                .handler(new AcceptTrouble(door.name()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast("wire", new Wire(door, child, loops.turns()));
                    }
                });
        List<Channel> channels = new ArrayList<>();
        int actual = port;
        for (InetAddress host : hosts) {
            InetSocketAddress address = new InetSocketAddress(host, actual);
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (bound.isSuccess()) {
                channels.add(bound.channel());
                actual = ((InetSocketAddress) bound.channel().localAddress()).getPort();
            } else if (channels.isEmpty()) {
                throw new Unavailable(address + ": " + bound.cause().getMessage());
            } else {
                LOG.warn(
                        "event=address-not-bound listener={} address={} why=\"{}\"",
                        door.name(),
                        address,
                        bound.cause().getMessage());
            }
        }
        return new Sockets(channels);
    }

    List<InetSocketAddress> addresses() {
        return channels.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /**
     * Says when connections cannot be accepted, such as for want of file descriptors.
     *
     * <p>Netty itself stops accepting for a second after each such failure, so that this does not spin.
     */
    private static final class AcceptTrouble extends ChannelInboundHandlerAdapter {
        private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final String listener;
        private long saidAt;
        private boolean said;

        AcceptTrouble(String listener) {
            this.listener = listener;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            long now = System.nanoTime();
            if (!said || now - saidAt > QUIET_NANOS) {
                said = true;
                saidAt = now;
                LOG.error("event=accept-failed listener={} why=\"{}\"", listener, cause.getMessage());
            }
        }
    }
}
