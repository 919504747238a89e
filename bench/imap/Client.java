package imap;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection that speaks IMAP and looks at no more of the answers than it must: the measured one shall be the server. */
final class Client implements Closeable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[65_536];
    private int at;
    private int end;
    private byte[] line = new byte[4_096];
    private int length;
    private int number;
    private int untagged;
    private int exists;
    private String kept = "";

    Client(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(300_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        read();
    }

    /** Sends a command and reads to its tagged OK. */
    void command(String command) throws IOException {
        String tag = "a" + ++number;
        out.write((tag + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        await(tag);
    }

    /** Appends messages in one command, without waiting to be asked for them. */
    void append(String mailbox, byte[]... messages) throws IOException {
        String tag = "a" + ++number;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((tag + " APPEND " + mailbox).getBytes(StandardCharsets.US_ASCII));
        for (byte[] message : messages) {
            all.writeBytes((" {" + message.length + "+}\r\n").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(message);
        }
        all.writeBytes(new byte[] {'\r', '\n'});
        out.write(all.toByteArray());
        await(tag);
    }

    private void await(String tag) throws IOException {
        byte[] wanted = (tag + " ").getBytes(StandardCharsets.US_ASCII);
        untagged = 0;
        while (true) {
            response();
            if (length >= wanted.length && Arrays.equals(line, 0, wanted.length, wanted, 0, wanted.length)) {
                if (length < wanted.length + 2 || line[wanted.length] != 'O') {
                    throw new IOException(text());
                }
                return;
            }
            note();
        }
    }

    /** One response with its literals, which are skipped. */
    private void response() throws IOException {
        read();
        while (length > 2 && line[length - 1] == '}') {
            int open = length - 2;
            while (open >= 0 && line[open] >= '0' && line[open] <= '9') {
                open--;
            }
            if (open < 0 || line[open] != '{') {
                return;
            }
            skip(Integer.parseInt(new String(line, open + 1, length - open - 2, StandardCharsets.US_ASCII)));
            read();
        }
    }

    private void note() {
        untagged++;
        if (length > 8 && line[length - 1] == 'S' && line[length - 2] == 'T' && text().endsWith(" EXISTS")) {
            exists = Integer.parseInt(text().substring(2, length - 7));
        } else if (length > 8 && line[2] == 'S' && line[3] == 'E') {
            kept = text();
        }
    }

    /** Untagged responses to the last command. */
    int untagged() {
        return untagged;
    }

    /** Messages, as the last EXISTS said. */
    int exists() {
        return exists;
    }

    /** Numbers in the last SEARCH response. */
    int hits() {
        return kept.split(" ").length - 2;
    }

    /** Begins to wait for news; what is needed to read is given back. */
    void idle(boolean keepsBuffers) throws IOException {
        out.write("z IDLE\r\n".getBytes(StandardCharsets.US_ASCII));
        do {
            read();
        } while (line[0] != '+');
        if (!keepsBuffers) {
            buffer = new byte[0];
            line = buffer;
        }
    }

    /** Reads until the mailbox has another message; the time. */
    long grown() throws IOException {
        int before = exists;
        while (exists == before) {
            read();
            note();
        }
        return System.nanoTime();
    }

    private String text() {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** The next line without its end. */
    private void read() throws IOException {
        length = 0;
        while (true) {
            if (at == end) {
                fill();
            }
            int i = at;
            while (i < end && buffer[i] != '\n') {
                i++;
            }
            if (length + i - at > line.length) {
                line = Arrays.copyOf(line, 2 * (length + i - at));
            }
            System.arraycopy(buffer, at, line, length, i - at);
            length += i - at;
            at = i;
            if (i < end) {
                at++;
                length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
                return;
            }
        }
    }

    private void skip(int count) throws IOException {
        for (int left = count; left > 0; ) {
            if (at == end) {
                fill();
            }
            int some = Math.min(left, end - at);
            at += some;
            left -= some;
        }
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        if (end == 0) {
            throw new EOFException("the server closed the connection");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
