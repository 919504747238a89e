package org.mailbay.itests.hotswap;

import java.nio.file.Path;
import java.util.List;

/**
 * How much a run does.
 *
 * @param senders SMTP connections
 * @param readers JMAP clients, every fourth of which also follows an event stream
 * @param accounts that mail goes to
 * @param rounds how often each bundle is updated
 * @param settleMillis between two updates
 * @param bundles to update, in this order, round after round
 */
public record Load(int senders, int readers, int accounts, int rounds, int settleMillis, List<String> bundles) {
    static final List<String> ALL =
            List.of("smtp", "jmap-mail", "jmap-submission", "jmap-core", "store-derby", "blob-fs", "search-lucene");
    static final Load FULL = new Load(50, 20, 10, 5, 2_000, ALL);

    /** What the store stands on, three times seven reloads. */
    static final Load DRIVERS = new Load(20, 10, 5, 7, 2_000, List.of("store-derby", "blob-fs", "search-lucene"));

    /** Small enough for every build. */
    static final Load SMALL = new Load(10, 5, 3, 1, 700, ALL);

    /**
     * The whole server from one release to the next, feature by feature: none named means all that can be exchanged, but for those that
     * own the connections of the clients.
     */
    static final Load RELEASE = new Load(20, 8, 5, 1, 1_000, List.of());

    String user(int number) {
        return "swap" + number % accounts + "@example.test";
    }

    /** {@code --small --drivers --release --senders N --readers N --accounts N --rounds N --settle MILLIS --bundles a,b}. */
    static Load parse(List<String> arguments) {
        Load load = FULL;
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--small") || option.equals("--drivers") || option.equals("--release")) {
                load = option.equals("--small") ? SMALL : option.equals("--drivers") ? DRIVERS : RELEASE;
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " is unknown or needs a value");
            }
            String value = arguments.get(++i);
            load = switch (option) {
                case "--senders" ->
                    new Load(number(value), load.readers, load.accounts, load.rounds, load.settleMillis, load.bundles);
                case "--readers" ->
                    new Load(load.senders, number(value), load.accounts, load.rounds, load.settleMillis, load.bundles);
                case "--accounts" ->
                    new Load(load.senders, load.readers, number(value), load.rounds, load.settleMillis, load.bundles);
                case "--rounds" ->
                    new Load(load.senders, load.readers, load.accounts, number(value), load.settleMillis, load.bundles);
                case "--settle" ->
                    new Load(load.senders, load.readers, load.accounts, load.rounds, number(value), load.bundles);
                case "--bundles" ->
                    new Load(
                            load.senders,
                            load.readers,
                            load.accounts,
                            load.rounds,
                            load.settleMillis,
                            List.of(value.split(",")));
                default -> throw new IllegalArgumentException("unknown option " + option);
            };
        }
        return load;
    }

    Load with(List<String> named) {
        return new Load(senders, readers, accounts, rounds, settleMillis, named);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    /** The package of a bundle's classes. */
    static String packageOf(String bundle) {
        return "org.mailbay." + bundle.replace('-', '.');
    }

    /** Where a run's own jars lie. */
    static Path jars(Path work) {
        return work.resolve("revisions");
    }
}
