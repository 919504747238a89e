package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code store garbage …}: what nothing refers to. */
@Command(
        name = "garbage",
        description = "Shows what nothing refers to, or removes it.",
        mixinStandardHelpOptions = true)
final class StoreGarbage implements Callable<Integer> {
    private static final List<String> SUMS = List.of("all", "garbage", "due", "removed", "retained", "missing");

    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        show(store.main().client().get("store", "garbage"));
        return 0;
    }

    @Command(description = "Removes what is old enough.", mixinStandardHelpOptions = true)
    void collect(
            @Option(names = "--grace-hours", description = "From which age on, from 1 (default: as configured).")
                    @Nullable
                    Integer graceHours)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        if (graceHours != null) {
            body.put("graceHours", graceHours);
        }
        show(store.main().client().postLong(body, "store", "garbage", "collect"));
    }

    private void show(JsonNode answer) {
        if (store.main().isJson()) {
            store.main().print(answer, "");
            return;
        }
        answer.get("shards").forEach(shard -> {
            StringBuilder line =
                    new StringBuilder("shard ").append(shard.get("shard").asString());
            for (String sum : SUMS) {
                line.append(sum.equals("all") ? ": " : "; ")
                        .append(sum)
                        .append(' ')
                        .append(shard.get(sum).get("blobs").asLong())
                        .append(" blobs, ")
                        .append(shard.get(sum).get("bytes").asLong())
                        .append(" bytes");
            }
            store.main().say(line.toString());
        });
    }
}
