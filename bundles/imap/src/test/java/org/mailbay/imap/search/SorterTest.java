package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SorterTest {
    private static String sorted(Letterbox box, String keys) throws Exception {
        return box.sort("(" + keys + ") UTF-8 ALL").substring("* SORT".length()).strip();
    }

    @Test
    void textsAreSortedByTheCollation() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            for (String subject : List.of(
                    "a", "C", "b", "_", "[x] Fwd: [y] Re: b (fwd)", "[xyz]", "\u00e4", "\ud83d\ude00", "\uff3a")) {
                box.add("Subject: " + subject + "\n\nx\n");
            }
            box.add("X: no subject\n\nx\n");
            assertThat(sorted(box, "SUBJECT")).isEqualTo("10 1 7 3 5 2 9 6 4 8");
            assertThat(sorted(box, "REVERSE SUBJECT")).isEqualTo("8 4 6 9 2 3 5 7 1 10");
        }
    }

    @Test
    void addressesAreSortedByMailboxOrByWhatIsShown() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            box.add("To: foo bar <a@b.c>\n\n1\n");
            box.add("To: b@c.d\n\n2\n");
            box.add("To: d\n\n3\n");
            box.add("To: =?iso-8859-1?q?foo_aar?= <e@f.g>\n\n4\n");
            box.add("To: foo car <f@g.h>, a@a.a\n\n5\n");
            box.add("To: a: xx@xx.test, yy@yy.test;\n\n6\n");
            box.add("To: z: aa@aa.test;\n\n7\n");
            box.add("To: empty:;\n\n8\n");
            box.add("Cc: b@b.test\n\n9\n");
            assertThat(sorted(box, "DISPLAYTO")).isEqualTo("9 6 2 3 8 4 1 5 7");
            assertThat(sorted(box, "TO")).isEqualTo("9 1 6 2 3 4 8 5 7");
            assertThat(sorted(box, "CC REVERSE TO")).isEqualTo("7 5 8 4 3 2 1 6 9");
            box.add("To: ann@x.test\n\n10\n");
            assertThat(sorted(box, "DISPLAYTO"))
                    .as("what is kept does not get in the way of what is new")
                    .isEqualTo("9 6 10 2 3 8 4 1 5 7");
        }
    }

    @Test
    void datesAreMomentsAndSizesNumbers() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            box.add("Date: Fri, 22 Feb 2008 00:00:00 +0200\n\n1\n", Letterbox.NOW.minusSeconds(1), false);
            box.add("Date: Fri, 22 Feb 2008 02:00:00 +0200\n\n22\n", Letterbox.NOW.minusSeconds(2), false);
            box.add("Date: Fri, 22 Feb 2008 01:00:00 +0200\n\n333\n", Letterbox.NOW.minusSeconds(3), false);
            box.add("Subject: x\n\n4\n", java.time.Instant.parse("2008-02-21T23:30:00Z"), false);
            box.add("Date: Thu, 21 Feb 2008 16:00:00 -0800\n\n55\n", Letterbox.NOW.minusSeconds(2), false);
            assertThat(sorted(box, "DATE")).isEqualTo("1 3 4 2 5");
            assertThat(sorted(box, "REVERSE DATE")).as("REVERSE is of one key").isEqualTo("2 5 4 3 1");
            assertThat(sorted(box, "ARRIVAL")).isEqualTo("4 3 2 5 1");
            assertThat(sorted(box, "ARRIVAL REVERSE SIZE")).isEqualTo("4 3 2 5 1");
            assertThat(sorted(box, "SIZE")).startsWith("4");
        }
    }

    @Test
    void relevantMessagesComeFirst() throws Exception {
        try (Letterbox box = new Letterbox(true)) {
            box.add("Subject: x\n\ncat before dog\n");
            box.add("Subject: dog and cat\n\nx\n");
            box.add("Subject: x\n\ndog cat\n");
            box.settle();
            assertThat(box.sort("(RELEVANCY) UTF-8 FUZZY TEXT \"dog cat\"")).isEqualTo("* SORT 3 2 1");
        }
    }

    /** Against the comparators of the JDK. */
    @Test
    void anyKeysSortAsComparatorsDo() throws Exception {
        record Made(int number, String subject, String from, int size, int received) {}
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Letterbox box = new Letterbox(false)) {
            List<Made> made = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                Made one = new Made(
                        i,
                        String.valueOf((char) ('a' + random.nextInt(5))),
                        String.valueOf((char) ('a' + random.nextInt(26))),
                        random.nextInt(10),
                        random.nextInt(20));
                box.add(
                        "From: " + one.from + "@x.test\nSubject: " + one.subject + "\n\n" + "x".repeat(one.size) + "\n",
                        Letterbox.NOW.plusSeconds(one.received),
                        false);
                made.add(one);
            }
            for (int round = 0; round < 50; round++) {
                StringBuilder keys = new StringBuilder();
                Comparator<Made> order = null;
                for (int k = 0; k <= random.nextInt(3); k++) {
                    int kind = random.nextInt(4);
                    Comparator<Made> key = switch (kind) {
                        case 0 -> Comparator.comparing(Made::subject);
                        case 1 -> Comparator.comparing(Made::from);
                        case 2 -> Comparator.comparing(Made::size);
                        default -> Comparator.comparing(Made::received);
                    };
                    boolean reverse = random.nextBoolean();
                    keys.append(keys.isEmpty() ? "" : " ")
                            .append(reverse ? "REVERSE " : "")
                            .append(List.of("SUBJECT", "FROM", "SIZE", "ARRIVAL")
                                    .get(kind));
                    Comparator<Made> next = reverse ? key.reversed() : key;
                    order = order == null ? next : order.thenComparing(next);
                }
                String expected = made.stream()
                        .sorted(java.util.Objects.requireNonNull(order))
                        .map(one -> String.valueOf(one.number))
                        .collect(Collectors.joining(" "));
                assertThat(sorted(box, keys.toString()))
                        .as("seed %s: %s", seed, keys)
                        .isEqualTo(expected);
            }
        }
    }
}
