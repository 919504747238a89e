package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code queue …}: mail that waits. */
@Command(
        name = "queue",
        description = "Mail that waits to be delivered, or is held.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class Queue {
    private static final String QUEUE = "queue";
    private static final String DESTINATIONS = "destinations";
    private static final String[] DONE = {"done", "id", "left"};

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Command(description = "Lists messages, oldest first.", mixinStandardHelpOptions = true)
    void list(
            @Option(names = "--sender", description = "Part of it.") @Nullable String sender,
            @Option(names = "--recipient", description = "Part of one that is left.") @Nullable String recipient,
            @Option(names = "--destination", description = "Domain, relay:HOST:PORT or mailbox.") @Nullable
                    String destination,
            @Option(names = "--held", description = "Only what is held.") boolean held,
            @Option(names = "--waiting", description = "Only what is not held.") boolean waiting,
            @Option(names = "--from", description = "What the page before gave.") @Nullable String from,
            @Option(names = "--max", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.") int max)
            throws Failure {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("limit", max);
        put(query, "sender", sender);
        put(query, "recipient", recipient);
        put(query, "destination", destination);
        put(query, "after", from);
        put(query, "state", held == waiting ? null : held ? "held" : "waiting");
        JsonNode page = main.client().get(query, QUEUE);
        main.print(page, "items", "id", "state", "received", "sender", "recipients", "bytes", "due", "why");
        more(page);
    }

    private static void put(Map<String, Object> query, String name, @Nullable Object value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    private void more(JsonNode page) {
        if (page.has("next") && !main.isJson()) {
            main.say("More: --from " + page.get("next").asString());
        }
    }

    @Command(description = "Shows a message, its header, and who is yet to get it.", mixinStandardHelpOptions = true)
    void show(@Parameters(paramLabel = "ID") String id) throws Failure {
        JsonNode letter = main.client().get(QUEUE, id);
        main.print(letter, "", "id", "state", "trace", "received", "sender", "bytes", "why");
        if (!main.isJson()) {
            main.print(letter, "work", "recipient", "destination", "kind", "attempts", "due", "remote", "reply");
            main.say(letter.get("header").asString());
        }
    }

    @Command(description = "Keeps a message until it is released.", mixinStandardHelpOptions = true)
    void hold(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--why", defaultValue = "held by an administrator", description = "For the list.")
                    String why)
            throws Failure {
        main.print(main.client().post(Map.of("why", why), QUEUE, id, "hold"), "", DONE);
    }

    @Command(description = "Sends a message that is held.", mixinStandardHelpOptions = true)
    void release(@Parameters(paramLabel = "ID") String id) throws Failure {
        main.print(main.client().post(Map.of(), QUEUE, id, "release"), "", DONE);
    }

    @Command(description = "Tries a message now.", mixinStandardHelpOptions = true)
    void retry(@Parameters(paramLabel = "ID") String id) throws Failure {
        main.print(main.client().post(Map.of(), QUEUE, id, "retry"), "", DONE);
    }

    @Command(description = "Sends a message another way, now.", mixinStandardHelpOptions = true)
    void reroute(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--to", required = true, description = "Such as relay:smarthost.example:25.") String to)
            throws Failure {
        main.print(main.client().post(Map.of("to", to), QUEUE, id, "reroute"), "", DONE);
    }

    @Command(description = "Gives a message up.", mixinStandardHelpOptions = true)
    void remove(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--report", description = "Its sender hears of it.") boolean report,
            @Option(names = "--why", defaultValue = "no reason given", description = "For the sender and the log.")
                    String why)
            throws Failure {
        main.print(main.client().post(Map.of("report", report, "why", why), QUEUE, id, "remove"), "", DONE);
    }

    @Command(description = "Says what waits for which destination.", mixinStandardHelpOptions = true)
    void destinations(@Option(names = "--from", description = "What the page before gave.") @Nullable String from)
            throws Failure {
        Map<String, Object> query = new LinkedHashMap<>();
        put(query, "after", from);
        JsonNode page = query.isEmpty()
                ? main.client().get(QUEUE, DESTINATIONS)
                : main.client().get(query, QUEUE, DESTINATIONS);
        main.print(page, "items", "destination", "paused", "waiting", "isMore", "due", "running", "deadUntil", "reply");
        more(page);
    }

    @Command(description = "Sends nothing to a destination, also after a restart.", mixinStandardHelpOptions = true)
    void pause(@Parameters(paramLabel = "DESTINATION") String destination) throws Failure {
        change(destination, "pause");
    }

    @Command(description = "Sends to a destination again.", mixinStandardHelpOptions = true)
    void resume(@Parameters(paramLabel = "DESTINATION") String destination) throws Failure {
        change(destination, "resume");
    }

    @Command(
            name = "retry-destination",
            description = "Tries a destination now that could not be reached.",
            mixinStandardHelpOptions = true)
    void retryDestination(@Parameters(paramLabel = "DESTINATION") String destination) throws Failure {
        change(destination, "retry");
    }

    private void change(String destination, String verb) throws Failure {
        main.print(main.client().post(Map.of(), QUEUE, DESTINATIONS, destination, verb), "", "done", "destination");
    }
}
