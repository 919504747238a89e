package org.mailbay.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy tells of its client, in the PROXY protocol's version 1 or 2.
 *
 * @param source the client; null when the proxy speaks for itself (LOCAL, UNKNOWN)
 * @param destination where the client thinks it is connected; null likewise
 */
public record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    /** The peer did not send a PROXY header, or a broken one. */
    public static final class Malformed extends Exception {
        Malformed(String text) {
            super(text);
        }
    }

    private static final ProxyHeader NOBODY = new ProxyHeader(null, null);
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final byte[] WORD = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int LINE_MAX = 107;
    private static final int BINARY_MAX = 4096;

    /** Reads the header off the front of {@code in}; empty, with nothing read, while it is incomplete. */
    public static Optional<ProxyHeader> read(ByteBuf in) throws Malformed {
        if (!in.isReadable()) {
            return Optional.empty();
        }
        return in.getByte(in.readerIndex()) == SIGNATURE[0] ? readBinary(in) : readLine(in);
    }

    private static Optional<ProxyHeader> readLine(ByteBuf in) throws Malformed {
        expect(in, WORD);
        int end = ByteBufUtil.indexOf(
                in, in.readerIndex(), in.readerIndex() + Math.min(in.readableBytes(), LINE_MAX), (byte) '\n');
        if (end < 0) {
            if (in.readableBytes() >= LINE_MAX) {
                throw new Malformed("a line longer than " + LINE_MAX);
            }
            return Optional.empty();
        }
        String line = in.readCharSequence(end + 1 - in.readerIndex(), StandardCharsets.ISO_8859_1)
                .toString();
        if (!line.endsWith("\r\n")) {
            throw new Malformed("no CRLF");
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return Optional.of(NOBODY);
        }
        if (words.length != 6 || !(words[1].equals("TCP4") || words[1].equals("TCP6"))) {
            throw new Malformed("not TCP4 or TCP6 with four words");
        }
        int length = words[1].equals("TCP4") ? 4 : 16;
        return Optional.of(new ProxyHeader(address(words[2], words[4], length), address(words[3], words[5], length)));
    }

    private static InetSocketAddress address(String host, String port, int length) throws Malformed {
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            int number = Integer.parseInt(port);
            // TCP6 with a mapped IPv4 address reads as IPv4.
            if (address.getAddress().length <= length && number >= 0 && number <= 65_535) {
                return new InetSocketAddress(address, number);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Malformed("not an address and port");
    }

    private static Optional<ProxyHeader> readBinary(ByteBuf in) throws Malformed {
        expect(in, SIGNATURE);
        if (in.readableBytes() < 16) {
            return Optional.empty();
        }
        int at = in.readerIndex();
        int command = in.getUnsignedByte(at + 12);
        int family = in.getUnsignedByte(at + 13);
        int length = in.getUnsignedShort(at + 14);
        if (command >> 4 != 2 || (command & 15) > 1 || length > BINARY_MAX) {
            throw new Malformed("version, command or length");
        }
        if (in.readableBytes() < 16 + length) {
            return Optional.empty();
        }
        int size = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
        if ((command & 15) == 1 && size > 0 && length < 2 * size + 4) {
            throw new Malformed("shorter than its addresses");
        }
        in.skipBytes(16 + length);
        if ((command & 15) == 0 || size == 0) {
            return Optional.of(NOBODY);
        }
        return Optional.of(new ProxyHeader(
                binary(in, at + 16, size, at + 16 + 2 * size), binary(in, at + 16 + size, size, at + 18 + 2 * size)));
    }

    private static InetSocketAddress binary(ByteBuf in, int at, int size, int portAt) throws Malformed {
        byte[] address = new byte[size];
        in.getBytes(at, address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), in.getUnsignedShort(portAt));
        } catch (UnknownHostException e) {
            throw new Malformed("address of " + size + " bytes");
        }
    }

    private static void expect(ByteBuf in, byte[] beginning) throws Malformed {
        int count = Math.min(beginning.length, in.readableBytes());
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != beginning[i]) {
                throw new Malformed("no PROXY header");
            }
        }
    }
}
