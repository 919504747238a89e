package org.mailbay.net.listen;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that read and write sockets, and the maker of those that run sessions. */
@Component(service = Loops.class, configurationPid = "net.loops")
@Designate(ocd = Loops.Config.class)
public final class Loops {
    /** How sockets are served. */
    @ObjectClassDefinition(
            name = "Event loops",
            description = "The threads that read and write sockets. A change ends every connection.")
    public @interface Config {
        @AttributeDefinition(
                description = "Number of threads; 0 means half the processors, at least 1 and at most 4.",
                min = "0",
                max = "64")
        int threads() default 0;

        @AttributeDefinition(description = "Whether to use the platform's native transport where there is one.")
        boolean nativeTransport() default true;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);

    private final EventLoopGroup group;
    private final ChannelFactory<ServerSocketChannel> servers;
    private final ThreadFactory turns = Thread.ofVirtual()
            .name("net-session")
            .inheritInheritableThreadLocals(false)
            .factory();

    @Activate
    public Loops(Config config) {
        this(config.threads(), config.nativeTransport());
    }

    Loops(int threads, boolean nativeTransport) {
        int count = threads > 0 ? threads : Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
        boolean epoll = nativeTransport && nativeIsThere();
        group = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("net-loop", true),
                epoll ? NativeTransport.handlers() : NioIoHandler.newFactory());
        servers = epoll ? NativeTransport::open : NioServerSocketChannel::new;
        LOG.info("event=loops-started threads={} transport={}", count, epoll ? "epoll" : "nio");
    }

    EventLoopGroup group() {
        return group;
    }

    ChannelFactory<ServerSocketChannel> servers() {
        return servers;
    }

    /** Makes a virtual thread for one turn of a session. */
    ThreadFactory turns() {
        return turns;
    }

    @Deactivate
    void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
    }

    private static boolean nativeIsThere() {
        try {
            return NativeTransport.isAvailable();
        } catch (LinkageError e) {
            // The optional import is not wired: no native transport in this installation.
            LOG.debug("event=no-native-transport", e);
            return false;
        }
    }
}
