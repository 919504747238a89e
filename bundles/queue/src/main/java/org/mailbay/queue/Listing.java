package org.mailbay.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobInput;
import org.mailbay.store.Room;

/** Shows what waits, page by page: whatever there is, a page reads a bounded number of entries. */
final class Listing {
    /** Letters looked at for a page, of which those that the filter wants are shown. */
    private static final int MOST_READ = 2_000;

    private static final int MOST_ITEMS = 200;
    private static final int MOST_COUNTED = 1_000;
    private static final int MOST_DESTINATIONS = 100;
    private static final int MOST_HEADER = 16_384;

    private final Waiting waiting;
    private final Scheduler scheduler;

    Listing(Waiting waiting, Scheduler scheduler) {
        this.waiting = waiting;
        this.scheduler = scheduler;
    }

    /**
     * Which letters.
     *
     * @param sender part of the reverse-path, in lower case; empty for any
     * @param recipient part of one that is left, in lower case; empty for any
     * @param destination as {@link Lane.To} is shown; empty for any
     * @param held only those, or only the others; null for all
     */
    record Filter(
            String sender,
            String recipient,
            String destination,
            @Nullable Boolean held) {
        private boolean wants(Letter letter) {
            return letter.sender().toLowerCase(Locale.ROOT).contains(sender)
                    && (held == null || held != letter.held().isEmpty());
        }

        private boolean wants(List<Item> items) {
            if (recipient.isEmpty() && destination.isEmpty()) {
                return true;
            }
            return items.stream()
                    .filter(item -> destination.isEmpty()
                            || item.lane().destination().toString().equals(destination))
                    .flatMap(item -> item.recipients().stream())
                    .anyMatch(one -> one.address().toLowerCase(Locale.ROOT).contains(recipient));
        }
    }

    /** Letters from a number on, oldest first; {@code next} is where the following page begins. */
    Map<String, Object> letters(Filter filter, long from, int limit) throws IOException {
        List<Map<String, Object>> shown = new ArrayList<>();
        List<Letter> letters = waiting.letters(from, MOST_READ);
        long next = -1;
        for (Letter letter : letters) {
            if (shown.size() == limit) {
                next = letter.number();
                break;
            }
            if (filter.wants(letter)) {
                List<Item> items = waiting.items(letter.number(), 0, MOST_ITEMS);
                if (filter.wants(items)) {
                    shown.add(show(letter, items));
                }
            }
        }
        if (next < 0 && letters.size() == MOST_READ) {
            next = letters.getLast().number() + 1;
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", shown);
        if (next >= 0) {
            page.put("next", Long.toString(next));
        }
        return page;
    }

    private static Map<String, Object> show(Letter letter, List<Item> items) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", Long.toString(letter.number()));
        row.put("trace", letter.traceId());
        row.put("received", letter.received().toString());
        row.put("sender", letter.sender());
        row.put("bytes", letter.blob().size());
        row.put("state", letter.held().isEmpty() ? "waiting" : "held");
        row.put(
                "recipients",
                items.stream().mapToInt(item -> item.recipients().size()).sum());
        items.stream().map(Item::due).min(Instant::compareTo).ifPresent(due -> row.put("due", due.toString()));
        row.put("why", letter.held().isEmpty() ? lastReply(items) : letter.held());
        return row;
    }

    private static String lastReply(List<Item> items) {
        return items.stream()
                .flatMap(item -> item.recipients().stream())
                .map(Item.Recipient::reply)
                .filter(reply -> !reply.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** One letter with its work and its header; null when it is gone. */
    @Nullable
    Map<String, Object> letter(long number) throws IOException {
        Letter letter = waiting.letter(number);
        if (letter == null) {
            return null;
        }
        List<Item> items = waiting.items(number, 0, MOST_ITEMS);
        Map<String, Object> row = show(letter, items);
        row.put("tenant", letter.tenant().toString());
        row.put("account", letter.account().toString());
        row.put("parameters", letter.parameters());
        row.put("header", header(letter));
        List<Map<String, Object>> work = new ArrayList<>();
        for (Item item : items) {
            for (Item.Recipient recipient : item.recipients()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("recipient", recipient.address());
                one.put("destination", item.lane().destination().toString());
                one.put("kind", item.lane().kind().name().toLowerCase(Locale.ROOT));
                one.put("attempts", item.attempts());
                one.put("due", item.due().toString());
                one.put("remote", recipient.remote());
                one.put("reply", recipient.reply());
                work.add(one);
            }
        }
        row.put("work", work);
        return row;
    }

    private String header(Letter letter) throws IOException {
        BlobInput input = waiting.open(letter.blob(), 0).orElse(null);
        if (input == null) {
            return "";
        }
        try (input) {
            String text = new String(input.content().readNBytes(MOST_HEADER), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text : text.substring(0, end + 2);
        }
    }

    /** What waits for each destination, counted up to a bound; paused ones also when nothing waits. */
    Map<String, Object> destinations(byte @Nullable [] after) throws IOException {
        List<Map<String, Object>> shown = new ArrayList<>();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", shown);
        if (after == null) {
            waiting.room().scan(Keys.first('p'), Keys.after('p'), (key, value) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("destination", new In(value).text());
                row.put("paused", true);
                shown.add(row);
                return shown.size() < MOST_DESTINATIONS;
            });
        }
        byte[] destination = waiting.destinationFrom(after);
        while (destination != null) {
            if (shown.size() >= MOST_DESTINATIONS) {
                page.put("next", HexFormat.of().formatHex(destination));
                break;
            }
            show(destination, shown);
            destination = waiting.destinationFrom(Keys.afterPrefix(destination));
        }
        return page;
    }

    private void show(byte[] destination, List<Map<String, Object>> shown) throws IOException {
        int[] count = {0};
        Item.Id[] first = {null};
        Instant[] due = {null};
        byte[] from = Keys.placesTo(destination);
        Room.Visitor visitor = (key, value) -> {
            first[0] = first[0] == null ? Keys.itemOf(key) : first[0];
            Instant time = Keys.dueOf(key);
            due[0] = due[0] == null || time.isBefore(due[0]) ? time : due[0];
            return ++count[0] < MOST_COUNTED;
        };
        waiting.room().scan(from, Keys.afterPrefix(from), visitor);
        Item item = first[0] == null ? null : waiting.work(first[0]).item();
        if (item == null) {
            return;
        }
        String name = item.lane().destination().toString();
        Map<String, Object> row = shown.stream()
                .filter(one -> one.get("destination").equals(name))
                .findFirst()
                .orElseGet(() -> {
                    Map<String, Object> added = new LinkedHashMap<>();
                    added.put("destination", name);
                    added.put("paused", false);
                    shown.add(added);
                    return added;
                });
        row.put("waiting", count[0]);
        row.put("isMore", count[0] == MOST_COUNTED);
        row.put("due", String.valueOf(due[0]));
        row.put("reply", lastReply(List.of(item)));
        Target.State state = scheduler.state(destination);
        if (state != null) {
            row.put("running", state.running());
            row.put("limit", state.limit());
            row.put("failures", state.failures());
            if (state.deadUntil() != null) {
                row.put("deadUntil", state.deadUntil().toString());
            }
        }
    }

    /** The key in {@code next}; null when it is none. */
    static byte @Nullable [] after(String next) {
        try {
            byte[] key = HexFormat.of().parseHex(next);
            return key.length == 0 || key.length > 150 ? null : key;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
