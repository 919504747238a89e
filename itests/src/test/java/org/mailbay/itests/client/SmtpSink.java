package org.mailbay.itests.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail server of a page, which takes everything after a moment and counts by recipient. */
public final class SmtpSink implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("<(.*)>");

    private final ServerSocket socket;
    private final int pauseMillis;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param pauseMillis before each message is answered */
    public SmtpSink(int port, int pauseMillis) throws IOException {
        this.pauseMillis = pauseMillis;
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("sink").start(this::accept);
    }

    /** How often a message for each recipient was answered with 250. */
    public Map<String, Integer> taken() {
        return taken;
    }

    /** Connections that ended otherwise than by QUIT. */
    public int broken() {
        return broken.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        boolean hasQuit = false;
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            say(out, "220 sink ESMTP");
            List<String> recipients = new ArrayList<>();
            for (String line = in.readLine(); line != null && !hasQuit; line = hasQuit ? null : in.readLine()) {
                String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> say(out, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
                    case "RCPT" -> {
                        Matcher path = PATH.matcher(line);
                        recipients.add(path.find() ? path.group(1) : line);
                        say(out, "250 2.1.5 Ok");
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        String text = in.readLine();
                        while (text != null && !text.equals(".")) {
                            text = in.readLine();
                        }
                        Thread.sleep(pauseMillis);
                        if (text != null) {
                            recipients.forEach(one -> taken.merge(one, 1, Integer::sum));
                            recipients.clear();
                            say(out, "250 2.0.0 Ok");
                        }
                    }
                    case "MAIL", "RSET" -> {
                        recipients.clear();
                        say(out, "250 2.0.0 Ok");
                    }
                    case "QUIT" -> {
                        say(out, "221 2.0.0 Bye");
                        hasQuit = true;
                    }
                    default -> say(out, "502 5.5.1 no");
                }
            }
        } catch (IOException e) {
            hasQuit = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            if (!hasQuit) {
                broken.incrementAndGet();
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
