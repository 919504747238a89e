package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.MailAccount.Added;

/** Random programs on random mailboxes find what a naive search finds that knows how the messages were made. */
final class SearchModelTest {
    private static final List<String> WORDS = List.of(
            "apple",
            "apples",
            "pineapple",
            "Banana",
            "bandana",
            "cherry-tree",
            "müller",
            "Straße",
            "100%",
            "x",
            "ap",
            "日本語",
            "本",
            "re",
            "fig.",
            "a_b");
    private static final List<String> PEOPLE = List.of(
            "Ann Quince <ann@quince.example>",
            "bob@banana.example",
            "\"Müller, Karl\" <karl.mueller@cherry.example>",
            "carol@x.example (Carol C)");
    private static final List<String> FLAGS = List.of("$seen", "$flagged", "$answered", "$draft", "$forwarded", "red");
    private static final String TYPE = "text/plain; charset=utf-8";
    private static final long RECENT = 8;
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 26);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d-MMM-yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter RFC822 =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    /** A message as it was made. */
    private record Made(
            long uid,
            String id,
            Set<String> keywords,
            boolean deleted,
            Instant received,
            @Nullable OffsetDateTime sent,
            int size,
            String from,
            String to,
            @Nullable String cc,
            String subject,
            @Nullable String extra,
            String body) {}

    /** A key as a client writes it, and what it means. */
    private record Key(String text, Predicate<Made> finds) {}

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Made> made = new ArrayList<>();

    @Test
    void withAnIndex() throws Exception {
        compare(true);
    }

    @Test
    void withoutAnIndex() throws Exception {
        compare(false);
    }

    private void compare(boolean isIndexed) throws Exception {
        System.getLogger("seed").log(System.Logger.Level.INFO, "seed " + seed);
        for (int round = 0; round < 8; round++) {
            made.clear();
            try (Letterbox box = new Letterbox(isIndexed)) {
                box.recentFrom = RECENT;
                fill(box);
                if (isIndexed && random.nextBoolean()) {
                    box.settle(); // Otherwise some of it is read
                }
                for (int i = 0; i < 60; i++) {
                    Key key = key(0);
                    String expected = made.stream()
                            .filter(key.finds)
                            .map(m -> String.valueOf(made.indexOf(m) + 1))
                            .collect(Collectors.joining(" "));
                    assertThat(box.find(key.text))
                            .as("seed %s: %s of %s", seed, key.text, made)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String words(int most) {
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(_ -> one(WORDS))
                .collect(Collectors.joining(" "));
    }

    private void fill(Letterbox box) throws Exception {
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            Instant received = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(random.nextInt(6 * 86_400));
            OffsetDateTime sent =
                    random.nextInt(8) == 0 ? null : received.atOffset(ZoneOffset.ofHours(random.nextInt(25) - 12));
            String from = one(PEOPLE);
            String to = one(PEOPLE) + (random.nextBoolean() ? ", " + one(PEOPLE) : "");
            String cc = random.nextInt(3) == 0 ? one(PEOPLE) : null;
            String subject = words(3);
            String extra = random.nextInt(3) == 0 ? words(2) : null;
            String body = words(6);
            String message = "From: " + from + "\nTo: " + to + "\nSubject: " + subject + "\n"
                    + (cc == null ? "" : "Cc: " + cc + "\n")
                    + (extra == null ? "" : "X-Extra: " + extra + "\n")
                    + (sent == null ? "" : "Date: " + RFC822.format(sent) + "\n")
                    + "Content-Type: " + TYPE + "\n\n" + body + "\n";
            Set<String> keywords = new TreeSet<>();
            FLAGS.stream().filter(_ -> random.nextInt(3) == 0).forEach(keywords::add);
            boolean deleted = random.nextInt(4) == 0;
            Added added = box.add(message, received, deleted, keywords.toArray(String[]::new));
            int size = message.replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            made.add(new Made(
                    added.uid(),
                    added.email().toString(),
                    keywords,
                    deleted,
                    received,
                    sent,
                    size,
                    from,
                    to,
                    cc,
                    subject,
                    extra,
                    body));
        }
    }

    private Key key(int depth) {
        int kind = random.nextInt(depth > 4 ? 12 : 16);
        return switch (kind) {
            case 0, 1 -> flag();
            case 2 -> day();
            case 3 -> numbers();
            case 4 -> size();
            case 5, 6, 7 -> address();
            case 8 -> field("HEADER X-Extra", Made::extra);
            case 9 -> text();
            case 10 -> within();
            case 11 -> id();
            case 12 -> {
                Key inner = key(depth + 1);
                yield new Key("NOT " + inner.text, inner.finds.negate());
            }
            case 13, 14 -> {
                Key one = key(depth + 1);
                Key other = key(depth + 1);
                yield new Key("OR " + one.text + " " + other.text, one.finds.or(other.finds));
            }
            default -> {
                Key one = key(depth + 1);
                Key other = key(depth + 1);
                yield new Key("(" + one.text + " " + other.text + ")", one.finds.and(other.finds));
            }
        };
    }

    private Key flag() {
        return switch (random.nextInt(6)) {
            case 0 -> new Key("SEEN", m -> m.keywords.contains("$seen"));
            case 1 -> new Key("UNFLAGGED", m -> !m.keywords.contains("$flagged"));
            case 2 -> new Key("DELETED", Made::deleted);
            case 3 -> new Key("KEYWORD $Forwarded", m -> m.keywords.contains("$forwarded"));
            case 4 -> new Key("UNKEYWORD Red", m -> !m.keywords.contains("red"));
            default -> new Key("NEW", m -> m.uid >= RECENT && !m.keywords.contains("$seen"));
        };
    }

    private Key day() {
        LocalDate date = FIRST.plusDays(random.nextInt(8) - 1);
        String how = one(List.of("BEFORE", "ON", "SINCE"));
        boolean sent = random.nextBoolean();
        return new Key((sent ? "SENT" : "") + how + " " + DAY.format(date), m -> {
            if (sent && m.sent == null) {
                return false;
            }
            LocalDate day = sent ? m.sent.toLocalDate() : LocalDate.ofInstant(m.received, ZoneOffset.UTC);
            return switch (how) {
                case "BEFORE" -> day.isBefore(date);
                case "ON" -> day.equals(date);
                default -> !day.isBefore(date);
            };
        });
    }

    private Key numbers() {
        int from = 1 + random.nextInt(35);
        int to = 1 + random.nextInt(35);
        int least = Math.min(from, to);
        int most = Math.max(from, to);
        return switch (random.nextInt(3)) {
            case 0 -> new Key("UID " + from + ":" + to, m -> m.uid >= least && m.uid <= most);
            case 1 -> new Key(from + ":" + to, m -> made.indexOf(m) + 1 >= least && made.indexOf(m) + 1 <= most);
            default -> new Key("*", m -> made.indexOf(m) == made.size() - 1);
        };
    }

    private Key size() {
        int size = made.isEmpty() ? 100 : one(made).size;
        return random.nextBoolean()
                ? new Key("LARGER " + size, m -> m.size > size)
                : new Key("SMALLER " + size, m -> m.size < size);
    }

    private Key within() {
        long seconds = 1 + random.nextInt(300 * 86_400);
        Instant border = Letterbox.NOW.minusSeconds(seconds);
        return random.nextBoolean()
                ? new Key("OLDER " + seconds, m -> !m.received.isAfter(border))
                : new Key("YOUNGER " + seconds, m -> !m.received.isBefore(border));
    }

    private Key id() {
        String id = made.isEmpty() ? "ex" : one(made).id;
        return new Key("EMAILID " + id, m -> m.id.equals(id));
    }

    private Key address() {
        return switch (random.nextInt(4)) {
            case 0 -> field("FROM", Made::from);
            case 1 -> field("TO", Made::to);
            case 2 -> field("CC", Made::cc);
            default -> field("SUBJECT", Made::subject);
        };
    }

    private interface Of {
        @Nullable
        String of(Made made);
    }

    private Key field(String key, Of value) {
        String text = random.nextInt(6) == 0 ? "" : needle(value);
        return new Key(
                key + " " + quoted(text),
                m -> value.of(m) != null
                        && (text.isEmpty()
                                || folded(String.valueOf(value.of(m))).contains(folded(text))));
    }

    private Key text() {
        List<Of> values = List.of(Made::body, Made::subject, Made::from, Made::to, m -> indexed(m.from));
        String text = needle(one(values));
        return random.nextBoolean()
                ? new Key("BODY " + quoted(text), m -> folded(m.body).contains(folded(text)))
                : new Key(
                        "TEXT " + quoted(text),
                        m -> Stream.of(
                                        indexed(m.from),
                                        indexed(m.to),
                                        indexed(m.cc),
                                        m.from,
                                        m.to,
                                        m.cc,
                                        m.subject,
                                        m.extra,
                                        m.body,
                                        date(m),
                                        TYPE)
                                .anyMatch(
                                        field -> field != null && folded(field).contains(folded(text))));
    }

    /** Addresses as TEXT looks at them: names, addresses, nothing around them. */
    private static @Nullable String indexed(@Nullable String people) {
        return people == null
                ? null
                : people.replace("carol@x.example (Carol C)", "Carol C carol@x.example")
                        .replace("\"Müller, Karl\"", "Müller; Karl")
                        .replaceAll("[<>,]", "")
                        .replace(';', ',');
    }

    private static @Nullable String date(Made m) {
        return m.sent == null ? null : RFC822.format(m.sent);
    }

    /** A part of what some message has, or a word. */
    private String needle(Of value) {
        String text = made.isEmpty() || random.nextInt(4) == 0 ? one(WORDS) : value.of(one(made));
        if (text == null || text.isEmpty()) {
            return one(WORDS);
        }
        int from = random.nextInt(text.length());
        String part = text.substring(from, from + 1 + random.nextInt(text.length() - from))
                .strip();
        return part.isEmpty() ? one(WORDS) : part;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Independently of the code under test, for the letters that occur here. */
    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace('ü', 'u')
                .replace("ß", "ss")
                .replaceAll("[\\s]+", " ");
    }
}
