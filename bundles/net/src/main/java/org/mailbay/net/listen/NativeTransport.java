package org.mailbay.net.listen;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;

/** Linux epoll; a class of its own, because its imports may be absent. */
final class NativeTransport {
    private NativeTransport() {}

    static boolean isAvailable() {
        return Epoll.isAvailable();
    }

    static IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    static ServerSocketChannel open() {
        return new EpollServerSocketChannel();
    }
}
