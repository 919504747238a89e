package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code store garbage …}: what nothing refers to. */
@Command(
        name = "garbage",
        description = "Shows what nothing refers to, or removes it.",
        mixinStandardHelpOptions = true)
final class StoreGarbage implements Callable<Integer> {
    private static final String SHARDS = "shards";
    private static final String[] COLUMNS = {
        "shard", "garbage", "due", "removed", "retained", "missing", "expiredHolds", "expiredReferences", "oldest"
    };

    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        store.main().print(store.main().client().get("store", "garbage"), SHARDS, COLUMNS);
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
        store.main().print(store.main().client().postLong(body, "store", "garbage", "collect"), SHARDS, COLUMNS);
    }
}
