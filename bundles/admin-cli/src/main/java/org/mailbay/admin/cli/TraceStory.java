package org.mailbay.admin.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code trace …}: what happened to a message. */
@Command(
        name = "trace",
        description = "Tells what happened to a message, or finds messages by address.",
        mixinStandardHelpOptions = true)
final class TraceStory implements Callable<Integer> {
    private static final String TRACE = "trace";

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "As in the reply to DATA, the Received field and the logs.")
    private @Nullable String id;

    @Override
    public Integer call() throws Failure {
        if (id == null) {
            throw new Failure("Name a message by its id, or find it: trace search ADDRESS.");
        }
        JsonNode record = main.client().get(TRACE, id);
        if (main.isJson()) {
            main.print(record, "");
            return 0;
        }
        Instant began = null;
        for (JsonNode event : record.get("events")) {
            Instant time = Instant.parse(event.get("time").asString());
            began = began == null ? time : began;
            main.say(line(event, time, Duration.between(began, time)));
        }
        return 0;
    }

    private static String line(JsonNode event, Instant time, Duration after) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %+10.3f s  %-18s %-14s",
                time.truncatedTo(ChronoUnit.MILLIS),
                after.toMillis() / 1000.0,
                event.get("part").asString(),
                event.get("what").asString()));
        event.get("facts").properties().forEach(fact -> {
            String value = fact.getValue().asString();
            if (!value.isEmpty()) {
                line.append("  ").append(fact.getKey()).append('=').append(value);
            }
        });
        return line.toString();
    }

    @Command(
            description = "Finds messages by who sent them or was to get them, newest first.",
            mixinStandardHelpOptions = true)
    void search(
            @Parameters(paramLabel = "ADDRESS", description = "Or a part of one.") String address,
            @Option(names = "--before", description = "Such as 2026-11-22T20:15:00Z.") @Nullable String before,
            @Option(names = "--max", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.") int max)
            throws Failure {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("address", address);
        query.put("limit", max);
        if (before != null) {
            query.put("before", before);
        }
        main.print(main.client().get(query, TRACE), "items", "id", "began", "from", "to", "last");
    }
}
