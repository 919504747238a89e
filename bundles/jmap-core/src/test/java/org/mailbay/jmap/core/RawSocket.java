package org.mailbay.jmap.core;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client that can do everything wrong. */
final class RawSocket implements AutoCloseable {
    static final List<String> GOOD = List.of(
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: jmap",
            "Authorization: " + HttpRig.basic("alice@example.test", "demo"));

    final Socket socket;

    final DataInputStream in;

    final List<String> head = new ArrayList<>();

    RawSocket(URI at, List<String> headers) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress(at.getHost(), at.getPort()));
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        String request = "GET " + at.getPath() + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.add(line);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    int status() {
        return Integer.parseInt(head.getFirst().split(" ")[1]);
    }

    String header(String name) {
        return head.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** Sends a masked frame. */
    void send(int first, byte[] payload) throws IOException {
        send(first, true, payload.length, payload);
    }

    void text(String text) throws IOException {
        send(0x81, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame that claims to be {@code length} bytes long; the mask is all zeros. */
    void send(int first, boolean masked, long length, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            out.write(mask | (int) length);
        } else {
            int bytes = length < 65_536 ? 2 : 8;
            out.write(mask | (bytes == 2 ? 126 : 127));
            for (int i = bytes - 1; i >= 0; i--) {
                out.write((int) (length >> 8 * i));
            }
        }
        if (masked) {
            out.writeBytes(new byte[4]);
        }
        out.writeBytes(payload);
        out.writeTo(socket.getOutputStream());
        socket.getOutputStream().flush();
    }

    /** The next frame: its first byte, then its payload. */
    byte[] frame() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] frame = new byte[(int) length + 1];
        frame[0] = (byte) first;
        in.readFully(frame, 1, (int) length);
        return frame;
    }

    /** The code of the close frame, which is to come next. */
    int closed() throws IOException {
        byte[] frame = frame();
        if ((frame[0] & 0xff) != 0x88) {
            throw new IOException("not a close frame: " + frame[0]);
        }
        return (frame[1] & 0xff) << 8 | frame[2] & 0xff;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
