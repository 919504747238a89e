package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.search.HeaderKeys.Ties;

final class ThreaderTest {
    private static Ties ties(String id, String subject, String... references) {
        return new Ties(id.isEmpty() ? null : id, List.of(references), BaseSubject.of(subject));
    }

    /** Messages are sent in the order given. */
    private static String threads(Ties... messages) {
        int[] positions = IntStream.range(0, messages.length).toArray();
        long[] sent = IntStream.range(0, messages.length).mapToLong(i -> i).toArray();
        return written(new References(positions, sent, messages).byReferences());
    }

    private static String written(Forest forest) {
        long[] uids = new long[forest.messages().length];
        return Letterbox.written(out -> SearchAnswer.thread(out, forest, scope(uids), false));
    }

    private static Scope scope(long[] uids) {
        return new Scope(
                Nothing.of(org.mailbay.store.Account.class),
                Nothing.of(org.mailbay.store.Snapshot.class),
                1,
                uids,
                new int[uids.length],
                _ -> false,
                uids,
                0);
    }

    /** What is never asked. */
    private static final class Nothing {
        static <T> T of(Class<T> type) {
            return type.cast(java.lang.reflect.Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (_, method, _) -> {
                        throw new AssertionError(method.getName());
                    }));
        }
    }

    @Test
    void repliesHangFromWhatTheyReferTo() {
        assertThat(threads()).isEqualTo("* THREAD");
        assertThat(threads(ties("a", "x"))).isEqualTo("* THREAD (1)");
        assertThat(threads(ties("a", "x"), ties("b", "Re: x", "a"), ties("c", "Re: x", "a", "b")))
                .isEqualTo("* THREAD (1 2 3)");
        assertThat(threads(
                        ties("a", "x"),
                        ties("b", "Re: x", "a"),
                        ties("c", "Re: x", "a"),
                        ties("d", "Re: x", "a", "c"),
                        ties("e", "other")))
                .isEqualTo("* THREAD (1 (2)(3 4))(5)");
        assertThat(threads(ties("b", "Re: x", "a"), ties("c", "Re: x", "a")))
                .as("the first message is missing")
                .isEqualTo("* THREAD ((1)(2))");
        assertThat(threads(ties("c", "Re: x", "a", "b"))).isEqualTo("* THREAD (1)");
        assertThat(threads(
                        ties("b", "x", "a"), ties("c", "x", "a"), ties("d", "x", "c", "lost"), ties("e", "x", "lost")))
                .isEqualTo("* THREAD ((1)(2 (3)(4)))");
    }

    @Test
    void oddReferencesMakeNoCircles() {
        assertThat(threads(ties("a", "x", "b"), ties("b", "y", "a"))).isEqualTo("* THREAD (2 1)");
        assertThat(threads(ties("a", "x", "a"))).isEqualTo("* THREAD (1)");
        assertThat(threads(ties("a", "x", "b", "c", "b"), ties("b", "x"), ties("c", "x")))
                .isEqualTo("* THREAD ((2 1)(3))");
        assertThat(threads(ties("a", "x"), ties("a", "y"), ties("b", "z", "a")))
                .as("an id that two have is the first one's")
                .isEqualTo("* THREAD (1 3)(2)");
        assertThat(threads(ties("", "x"), ties("", "y"))).isEqualTo("* THREAD (1)(2)");
    }

    @Test
    void threadsOfOneSubjectBecomeOne() {
        assertThat(threads(ties("a", "x"), ties("b", "Re: x"), ties("c", "y"))).isEqualTo("* THREAD (1 2)(3)");
        assertThat(threads(ties("a", "Re: x"), ties("b", "x"), ties("c", "Re: x")))
                .as("replies hang from what is no reply")
                .isEqualTo("* THREAD (2 (1)(3))");
        assertThat(threads(ties("a", "x"), ties("b", "x")))
                .as("two of a kind are equals")
                .isEqualTo("* THREAD ((1)(2))");
        assertThat(threads(ties("a", "Re: x"), ties("b", "Re: x"), ties("c", "Re: x")))
                .isEqualTo("* THREAD ((1)(2)(3))");
        assertThat(threads(ties("a", ""), ties("b", "")))
                .as("nothing is no subject")
                .isEqualTo("* THREAD (1)(2)");
        assertThat(threads(ties("b", "x", "a"), ties("c", "x", "a"), ties("d", "Re: x")))
                .isEqualTo("* THREAD ((1)(2)(3))");
        assertThat(threads(ties("b", "x", "a"), ties("c", "x", "a"), ties("e", "x", "d"), ties("f", "x", "d")))
                .isEqualTo("* THREAD ((1)(2)(3)(4))");
    }

    @Test
    void subjectsAloneMakeFlatThreads() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            for (String subject : List.of("a", "b", "Re: a", "c", "Fwd: a", "Re: b")) {
                box.add("Subject: " + subject + "\n\nx\n");
            }
            assertThat(box.thread("ORDEREDSUBJECT UTF-8 ALL")).isEqualTo("* THREAD (1 (3)(5))(2 6)(4)");
            assertThat(box.thread("ORDEREDSUBJECT UTF-8 2:6")).isEqualTo("* THREAD (2 6)(3 5)(4)");
        }
    }

    @Test
    void headersAreReadAsTheyAre() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            box.add("Message-ID: <a@b>\nSubject: one\nDate: Fri, 22 Feb 2008 17:00:00 +0000\n\nx\n");
            box.add(
                    "Message-Id: <b@b>\nReferences: <a@b> <c@b>\nSubject: two\nDate: Fri, 22 Feb 2008 15:00:00 +0000\n\nx\n");
            box.add("Message-Id: <c@b>\nReferences: nothing\nIn-Reply-To: <b@b> <x@y>\nSubject: three\n"
                    + "Date: Fri, 22 Feb 2008 16:00:00 +0000\n\nx\n");
            box.add("Message-Id: <d@b>\nSubject: four\nDate: Fri, 22 Feb 2008 12:00:00 +0000\n\nx\n");
            box.add(
                    "Message-Id: <e@b>\nIn-Reply-To: <d@b>\nSubject: five\nDate: Fri, 22 Feb 2008 23:00:00 +0000\n\nx\n");
            assertThat(box.thread("REFERENCES UTF-8 ALL")).isEqualTo("* THREAD (4 5)(3 2)(1)");
            assertThat(box.thread("REFERENCES UTF-8 2:5")).isEqualTo("* THREAD (4 5)(3 2)");
            assertThat(box.thread("REFS UTF-8 ALL"))
                    .as("the newest message's thread is last")
                    .isEqualTo("* THREAD (3 2)(1)(4 5)");
        }
    }

    @Test
    void deepThreadsAreNoTrouble() {
        int count = 100_000;
        Ties[] chain = new Ties[count];
        for (int i = 0; i < count; i++) {
            chain[i] = i == 0 ? ties("0", "x") : ties("" + i, "x", "" + (i - 1));
        }
        assertThat(threads(chain)).startsWith("* THREAD (1 2 3 ").endsWith(" 99999 100000)");
        List<Ties> backwards = new ArrayList<>(Arrays.asList(chain));
        java.util.Collections.reverse(backwards);
        assertThat(threads(backwards.toArray(Ties[]::new))).startsWith("* THREAD (100000 99999 ");
        Ties[] forks = new Ties[20_000];
        for (int i = 0; i < forks.length; i++) {
            forks[i] = i == 0 ? ties("0", "x") : ties("" + i, "x", "" + (i - 1) / 2 * 2);
        }
        assertThat(threads(forks)).startsWith("* THREAD (1 (2)(3 (4)(5 ");
    }

    @Test
    void anyMessagesAreThreadedAsTheRfcSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            int count = random.nextInt(9);
            Ties[] messages = new Ties[count];
            long[] sent = new long[count];
            for (int i = 0; i < count; i++) {
                String[] references = random.ints(random.nextInt(4), 0, 10)
                        .mapToObj(id -> "" + (char) ('a' + id))
                        .toArray(String[]::new);
                String id = random.nextInt(8) == 0 ? "" : "" + (char) ('a' + random.nextInt(10));
                messages[i] = ties(id, List.of("", "x", "Re: x", "y", "Re: y").get(random.nextInt(5)), references);
                sent[i] = random.nextInt(5);
            }
            int[] positions = IntStream.range(0, count).toArray();
            assertThat(written(new References(positions, sent, messages).byReferences()))
                    .as("seed %s: %s %s", seed, Arrays.toString(messages), Arrays.toString(sent))
                    .isEqualTo(("* THREAD " + new NaiveThreads(messages, sent).threads()).strip());
        }
    }
}
