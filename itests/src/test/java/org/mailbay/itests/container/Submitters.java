package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpClient.Reply;

/** Users who send to another server without a break, each message to an address of its own. */
final class Submitters implements AutoCloseable {
    /** Domain of all recipients. */
    static final String DOMAIN = "sink.test";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    private static final int PAUSE_MILLIS = 10;

    /** Recipients of messages that were answered with 250. */
    final List<String> accepted = new CopyOnWriteArrayList<>();

    /** What no client should see. */
    final List<String> wrong = new CopyOnWriteArrayList<>();

    private final Container container;
    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    Submitters(Container container) {
        this.container = container;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().name("submitter").start(this::run));
        }
    }

    /** Logged in. */
    SmtpClient open() throws IOException {
        SmtpClient client = container.submission();
        SmtpClient.expect(220, client.reply());
        client.hello();
        String secret = "\0" + Container.USER + "\0" + Container.PASSWORD;
        SmtpClient.expect(
                235,
                client.command(
                        "AUTH PLAIN " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
        return client;
    }

    /** Sends one message; its recipient when it was accepted, empty when it is to be tried again. */
    String send(SmtpClient client) throws IOException {
        String to = "r" + number.incrementAndGet() + "@" + DOMAIN;
        Reply reply = client.command("MAIL FROM:<" + Container.USER + ">");
        if (reply.code() == 250) {
            reply = client.command("RCPT TO:<" + to + ">");
        }
        if (reply.code() == 250) {
            reply = client.command("DATA");
        }
        if (reply.code() == 354) {
            client.write("From: " + Container.USER + "\r\nTo: " + to + "\r\nSubject: " + to + "\r\n\r\nx\r\n.\r\n");
            reply = client.reply();
        }
        if (reply.code() == 250) {
            accepted.add(to);
            return to;
        }
        if (reply.code() / 100 != 4) {
            wrong.add(reply.toString());
        }
        client.command("RSET");
        return "";
    }

    private void run() {
        try (SmtpClient client = open()) {
            while (goOn.get() && wrong.isEmpty()) {
                send(client);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }

    /** Waits until so many more were accepted. */
    void awaitMore(int count) throws InterruptedException {
        int before = accepted.size();
        await("mail to be accepted", () -> !wrong.isEmpty() || accepted.size() >= before + count);
        assertThat(wrong).isEmpty();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        goOn.set(false);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }
}
