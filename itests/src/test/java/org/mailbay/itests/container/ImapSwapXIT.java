package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.ImapClient.Answer;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** While {@code imap} is away whoever is there waits; while it and what it reads from are replaced under load, nobody is told anything wrong. */
@RunWith(PaxExam.class)
public final class ImapSwapXIT {
    private static final int MESSAGES = 20;
    private static final Pattern FETCHED =
            Pattern.compile("(?s)\\* (\\d+) FETCH \\(UID (\\d+) .*Subject: number (\\d+)\r\n.*");

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("imap");
    }

    @Test
    public void sessionsGoOn() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(ImapSwapXIT.class).getBundleContext());
        container.addUser();

        // Absent: the connection is taken, nobody speaks.
        try (ImapClient idler = container.imap();
                ImapClient counting = container.imap();
                ImapClient slow = container.imap()) {
            assertThat(idler.isSilentFor(500)).isTrue();

            // Present.
            container.install("imap");
            for (ImapClient client : List.of(idler, counting, slow)) {
                client.logIn(Container.USER, Container.PASSWORD);
            }
            Map<Long, Integer> kept = new TreeMap<>();
            for (int number = 1; number <= MESSAGES; number++) {
                kept.put(append(slow, number), number);
            }
            counting.ok("ENABLE QRESYNC");
            Answer selected = counting.ok("SELECT INBOX");
            String validity = selected.code("UIDVALIDITY");
            assertThat(selected.untagged(MESSAGES + " EXISTS")).hasSize(1);
            counting.ok("STORE 3 +FLAGS (\\Deleted kept)");
            idler.ok("SELECT INBOX");
            String idle = idler.begin("IDLE");
            assertThat(idler.response()).startsWith("+");

            // Replaced under load.
            List<WeakReference<ClassLoader>> old = new ArrayList<>();
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(2);
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Map<Long, Integer>> appender = pool.submit(appender(container, stop, begun));
                Future<Integer> fetcher = pool.submit(fetcher(container, kept, stop, begun));
                begun.await();
                for (int i = 0; i < 5; i++) {
                    old.add(container.classes("imap"));
                    // Half a message is under way: the revision that took it ends it.
                    String text = text(1_000 + i);
                    slow.write("half APPEND INBOX {" + text.length() + "}\r\n");
                    assertThat(slow.response()).startsWith("+");
                    slow.write(text.substring(0, 9));
                    Future<?> replaced = pool.submit(() -> {
                        container.replace("imap");
                        return null;
                    });
                    Thread.sleep(100);
                    slow.write(text.substring(9) + "\r\n");
                    kept.put(uid(slow.end("half")), 1_000 + i);
                    replaced.get();
                }
                for (String bundle : List.of("jmap-mail", "store-derby", "blob-fs", "search-lucene")) {
                    container.replace(bundle);
                }
                stop.set(true);
                assertThat(fetcher.get()).isGreaterThan(MESSAGES);
                Map<Long, Integer> more = appender.get();
                assertThat(more).isNotEmpty();
                more.forEach((uid, number) -> assertThat(kept.put(uid, number)).isNull());
            }
            awaitExists(idler, kept.size());
            assertThat(read(counting)).isEqualTo(kept);
            assertThat(counting.ok("FETCH 3 (FLAGS)").untagged("3 FETCH").getFirst())
                    .contains("\\Deleted")
                    .contains("kept");

            // See DnsSwapXIT: one of them may be held by compiled code of the JDK.
            for (int i = 0; i < 200 && held(old) > 1; i++) {
                System.gc();
                Thread.sleep(50);
            }
            assertThat(held(old)).isLessThanOrEqualTo(1);

            // Gone: what is said is kept, and what happens meanwhile is told when it is back.
            container.uninstall("imap");
            counting.write("gone UID EXPUNGE 1:*\r\n");
            assertThat(counting.isSilentFor(300)).isTrue();
            container.install("imap");
            assertThat(counting.end("gone").untagged("VANISHED")).hasSize(1);
            String told = idler.response();
            while (!told.endsWith(" EXPUNGE")) {
                assertThat(told).matches("\\* \\d+ (RECENT|FETCH .*)");
                told = idler.response();
            }
            assertThat(told).isEqualTo("* 3 EXPUNGE");
            idler.write("DONE\r\n");
            assertThat(idler.end(idle).isOk()).isTrue();
            assertThat(counting.ok("SELECT INBOX").code("UIDVALIDITY")).isEqualTo(validity);
            kept.values().remove(3);
            assertThat(read(counting)).isEqualTo(kept);
        }
    }

    private static long held(List<WeakReference<ClassLoader>> classes) {
        return classes.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private static String text(int number) {
        return "Subject: number " + number + "\r\n\r\n"
                + "x".repeat(70).concat("\r\n").repeat(number % 100);
    }

    private static long append(ImapClient client, int number) throws IOException {
        String text = text(number);
        return uid(client.command("APPEND INBOX {" + text.length() + "+}\r\n" + text));
    }

    private static long uid(Answer answer) throws IOException {
        ImapClient.ok("APPEND", answer);
        return Long.parseLong(answer.code("APPENDUID").split(" ")[1]);
    }

    /** The number in each message by its UID. */
    private static Map<Long, Integer> read(ImapClient client) throws IOException {
        Map<Long, Integer> found = new TreeMap<>();
        for (String line : client.ok("FETCH 1:* (UID BODY.PEEK[HEADER])").untagged()) {
            Matcher fetched = FETCHED.matcher(line);
            if (fetched.matches()) {
                found.put(Long.valueOf(fetched.group(2)), Integer.valueOf(fetched.group(3)));
                assertThat(Integer.parseInt(fetched.group(1))).isEqualTo(found.size());
            }
        }
        return found;
    }

    /** Reads until this many are told, never fewer than before. */
    private static void awaitExists(ImapClient client, int total) throws IOException {
        int told = MESSAGES;
        while (told < total) {
            String response = client.response();
            if (response.endsWith(" EXISTS")) {
                int now = Integer.parseInt(response.split(" ")[1]);
                assertThat(now).isGreaterThan(told).isLessThanOrEqualTo(total);
                told = now;
            }
        }
    }

    /** Appends message after message; the number of each by its UID. */
    private static Callable<Map<Long, Integer>> appender(
            Container container, AtomicBoolean stop, CountDownLatch begun) {
        return () -> {
            Map<Long, Integer> appended = new TreeMap<>();
            try (ImapClient client = container.imap()) {
                client.logIn(Container.USER, Container.PASSWORD);
                for (int number = 100; !stop.get(); number++) {
                    assertThat(appended.put(append(client, number), number)).isNull();
                    begun.countDown();
                }
                client.ok("LOGOUT");
            }
            return appended;
        };
    }

    /** Fetches the same messages by number again and again in one session; how many it read. */
    private static Callable<Integer> fetcher(
            Container container, Map<Long, Integer> kept, AtomicBoolean stop, CountDownLatch begun) {
        List<Map.Entry<Long, Integer>> first = List.copyOf(kept.entrySet());
        return () -> {
            int read = 0;
            try (ImapClient client = container.imap()) {
                client.logIn(Container.USER, Container.PASSWORD);
                client.ok("EXAMINE INBOX");
                while (!stop.get() || read <= MESSAGES) {
                    int index = read++ % MESSAGES;
                    Answer answer = client.ok("FETCH " + (index + 1) + " (UID BODY.PEEK[])");
                    assertThat(answer.untagged(index + 1 + " FETCH (UID "))
                            .anySatisfy(line -> assertThat(line)
                                    .contains("(UID " + first.get(index).getKey() + " ")
                                    .contains(text(first.get(index).getValue())));
                    begun.countDown();
                }
                client.ok("LOGOUT");
            }
            return read;
        };
    }
}
