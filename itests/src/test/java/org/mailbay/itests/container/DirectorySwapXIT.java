package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpClient.Reply;
import org.mailbay.sasl.ClientExchange;
import org.mailbay.sasl.MalformedException;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/**
 * {@code directory} is replaced between the two steps of a SCRAM log-in (RFC 5802 §3), and while others log in: whoever does is in, or is told to
 * try later; no connection ends, and nobody is told that the password is wrong.
 */
@RunWith(PaxExam.class)
public final class DirectorySwapXIT {
    private static final int OTHERS = 2;
    private static final int REPLACEMENTS = 4;

    private final AtomicInteger in = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    @Configuration
    public Option[] everything() throws IOException {
        return Container.without("");
    }

    /** A log-in that stands after the server's challenge. */
    private record HalfIn(SmtpClient client, ClientExchange exchange, String answer) {}

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(Reply reply) {
        return Base64.getDecoder().decode(reply.text());
    }

    private static SmtpClient connected(Container container) throws IOException {
        SmtpClient client = container.submission();
        SmtpClient.expect(220, client.reply());
        client.hello();
        return client;
    }

    private static HalfIn begin(Container container) throws IOException, MalformedException {
        SmtpClient client = connected(container);
        ClientExchange exchange = ClientExchange.of(List.of("SCRAM-SHA-256"), true, Container.USER, Container.PASSWORD)
                .orElseThrow();
        Reply challenge = client.command(
                "AUTH " + exchange.mechanism() + " " + base64(exchange.initial().orElseThrow()));
        SmtpClient.expect(334, challenge);
        return new HalfIn(client, exchange, base64(exchange.next(bytes(challenge))));
    }

    /** The rest of it; the last reply. */
    private static Reply end(HalfIn half) throws IOException, MalformedException {
        Reply reply = half.client().command(half.answer());
        if (reply.code() == 334) {
            reply = half.client().command(base64(half.exchange().next(bytes(reply))));
        }
        if (reply.code() == 235) {
            assertThat(half.exchange().isComplete()).isTrue();
        }
        return reply;
    }

    private void note(Reply reply) {
        switch (reply.code()) {
            case 235 -> in.incrementAndGet();
            case 451, 454 -> later.incrementAndGet();
            default -> wrong.add(reply.toString());
        }
    }

    /** Logs in again and again, by turns with a password and by SCRAM. */
    private void logIn(Container container, AtomicBoolean goOn) {
        String plain = base64(("\0" + Container.USER + "\0" + Container.PASSWORD).getBytes(StandardCharsets.UTF_8));
        try {
            while (goOn.get() && wrong.isEmpty()) {
                try (SmtpClient client = connected(container)) {
                    if (client.command("NOOP").code() != 250) {
                        wrong.add("NOOP");
                    }
                    Reply reply = client.command("AUTH PLAIN " + plain);
                    // RFC 4954 §3: while nobody knows what is offered, it is not
                    if (reply.code() != 502) {
                        note(reply);
                    }
                    SmtpClient.expect(221, client.command("QUIT"));
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }

    @Test
    public void aLogInGoesOnOrIsToBeTriedLater() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(DirectorySwapXIT.class).getBundleContext());
        container.addUser();
        HalfIn first = begin(container);
        assertThat(end(first).code()).isEqualTo(235);
        first.client().close();

        AtomicBoolean goOn = new AtomicBoolean(true);
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(Thread.ofPlatform().name("other").start(() -> logIn(container, goOn)));
        }
        for (int i = 0; i < REPLACEMENTS; i++) {
            HalfIn half = begin(container);
            try (SmtpClient client = half.client()) {
                // In turn: the client answers when the new one is there, or while it is away.
                CompletableFuture<Reply> reply = i % 2 == 0 ? null : answered(half);
                container.replace("directory");
                Reply last = reply == null ? end(half) : reply.get(60, TimeUnit.SECONDS);
                note(last);
                // The session goes on, and who had to wait is let in.
                SmtpClient.expect(250, client.command("NOOP"));
                if (last.code() != 235) {
                    try (SmtpClient again = begin(container).client()) {
                        SmtpClient.expect(501, again.command("*"));
                    }
                }
            }
            int before = in.get();
            Submitters.await("others to log in", () -> !wrong.isEmpty() || in.get() > before + OTHERS);
        }
        goOn.set(false);
        for (Thread other : others) {
            other.join();
        }
        assertThat(wrong).isEmpty();
        System.out.println("directory: " + in + " log-ins, " + later + " to be tried later, over " + REPLACEMENTS
                + " replacements");

        // Gone in the middle of it: later, within the patience, and the connection stays.
        HalfIn half = begin(container);
        try (SmtpClient client = half.client()) {
            container.uninstall("directory");
            assertThat(end(half).code()).isEqualTo(451);
            container.install("directory");
            Submitters.await("the directory to be back", () -> isIn(container));
            SmtpClient.expect(250, client.command("NOOP"));
        }
    }

    private static boolean isIn(Container container) {
        try {
            HalfIn half = begin(container);
            try {
                return end(half).code() == 235;
            } finally {
                half.client().close();
            }
        } catch (IOException | MalformedException | AssertionError e) {
            return false;
        }
    }

    private static CompletableFuture<Reply> answered(HalfIn half) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return end(half);
            } catch (IOException | MalformedException e) {
                throw new CompletionException(e);
            }
        });
    }
}
