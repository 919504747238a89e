package org.mailbay.dns.resolver;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/** One question to one server, within a time. Blocks: on virtual threads only. */
final class Exchange {
    private static final int HEADER = 12;
    /** What we announce is less; a server that sends more is cut, and asked over TCP. */
    private static final int LARGEST_DATAGRAM = 4_096;

    private static final int MOST_WRONG = 50;

    private final Figures figures;
    private final int longest;

    Exchange(Figures figures, int longest) {
        this.figures = figures;
        this.longest = longest;
    }

    /**
     * By UDP, and by TCP when the answer is cut, or when others answer, too.
     *
     * @param query its first two bytes are an id that nobody can guess
     */
    byte[] ask(InetSocketAddress server, byte[] query, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        byte[] answer = udp(server, query, end);
        boolean cut = answer.length < HEADER || (answer[2] & 2) != 0 || answer.length == LARGEST_DATAGRAM;
        return cut ? tcp(server, query, end) : answer; // RFC 7766 §5
    }

    /** Empty when somebody tries to forge an answer. */
    private byte[] udp(InetSocketAddress server, byte[] query, long end) throws IOException {
        // RFC 5452 §9.2: the system chooses a port by chance for each question; connected, nobody else is heard
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(query, query.length));
            byte[] buffer = new byte[LARGEST_DATAGRAM];
            int wrong = 0;
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                try {
                    socket.setSoTimeout(millisUntil(end));
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    figures.failed("udp");
                    throw new IOException(wrong == 0 ? "no answer" : "no answer but " + wrong + " wrong ones", e);
                }
                byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
                if (isAnswer(query, answer)) {
                    figures.exchanged("udp");
                    return answer;
                }
                figures.mismatched();
                if (++wrong > MOST_WRONG) {
                    return new byte[0];
                }
            }
        } catch (SocketTimeoutException e) {
            figures.failed("udp");
            throw new IOException("no answer", e);
        } catch (PortUnreachableException e) {
            figures.failed("udp");
            throw new IOException("nothing listens there: no answer", e);
        }
    }

    private byte[] tcp(InetSocketAddress server, byte[] query, long end) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millisUntil(end));
            byte[] framed = new byte[query.length + 2]; // RFC 1035 §4.2.2, in one write as RFC 7766 §8
            framed[0] = (byte) (query.length >> 8);
            framed[1] = (byte) query.length;
            System.arraycopy(query, 0, framed, 2, query.length);
            socket.getOutputStream().write(framed);
            byte[] prefix = read(socket, 2, end);
            int length = (prefix[0] & 0xFF) << 8 | prefix[1] & 0xFF;
            if (length > longest) {
                throw new BadAnswerException("an answer of " + length + " bytes");
            }
            byte[] answer = read(socket, length, end);
            if (!isAnswer(query, answer)) {
                figures.mismatched();
                throw new IOException("an answer to another question");
            }
            figures.exchanged("tcp");
            return answer;
        } catch (SocketTimeoutException e) {
            figures.failed("tcp");
            throw new IOException("no answer over TCP", e);
        } catch (IOException e) {
            figures.failed("tcp");
            throw e;
        }
    }

    /** The time is for all of it: a byte now and then does not make it longer. */
    private static byte[] read(Socket socket, int length, long end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            socket.setSoTimeout(millisUntil(end));
            int read = in.read(bytes, at, length - at);
            if (read < 0) {
                throw new IOException("the connection ended before the answer");
            }
            at += read;
        }
        return bytes;
    }

    private static int millisUntil(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000L;
        if (millis <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** RFC 5452 §9.1: the id and the question are ours. */
    private static boolean isAnswer(byte[] query, byte[] answer) {
        if (answer.length < HEADER || answer[0] != query[0] || answer[1] != query[1] || (answer[2] & 0xF8) != 0x80) {
            return false;
        }
        int questions = (answer[4] & 0xFF) << 8 | answer[5] & 0xFF;
        if (questions == 0) {
            return (answer[3] & 0xF) == 1; // a server that could not read it
        }
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        if (questions != 1 || answer.length < end) {
            return false;
        }
        for (int i = HEADER; i < end; i++) {
            if (lower(query[i]) != lower(answer[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
