package org.mailbay.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/** Takes the PROXY header off the front of a connection, passes it on as an event, and goes. */
public final class ProxyHandler extends ByteToMessageDecoder {
    public ProxyHandler() {
        setSingleDecode(true);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws ProxyHeader.Malformed {
        Optional<ProxyHeader> header = ProxyHeader.read(in);
        if (header.isPresent()) {
            context.fireUserEventTriggered(header.get());
            // What has been read beyond the header goes on to the next handler.
            context.pipeline().remove(this);
        }
    }
}
