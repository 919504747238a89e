package org.mailbay.admin.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code store upkeep …}: what the store does by itself. */
@Command(
        name = "upkeep",
        description = "Shows damaged blobs and how far the chores are, or begins one.",
        mixinStandardHelpOptions = true)
final class StoreUpkeep implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        JsonNode state = store.main().client().get("store", "upkeep");
        if (store.main().isJson()) {
            store.main().print(state, "");
            return 0;
        }
        for (String name : List.of("scrubbed", "rewriting", "compactedBytes", "failures")) {
            store.main().say(name + ": " + state.get(name).toString().replace("\"", ""));
        }
        store.main().say("damaged: " + state.get("damaged").size());
        store.main().print(state, "damaged", "shard", "blob", "reason");
        return 0;
    }

    @Command(description = "Reads every blob now.", mixinStandardHelpOptions = true)
    void scrub() throws Failure {
        begin("scrub");
    }

    @Command(
            description = "Writes every blob as new ones are, after the compression was changed.",
            mixinStandardHelpOptions = true)
    void rewrite() throws Failure {
        begin("rewrite");
    }

    @Command(description = "Gives space back now.", mixinStandardHelpOptions = true)
    void compact() throws Failure {
        begin("compact");
    }

    private void begin(String chore) throws Failure {
        store.main().print(store.main().client().post(Map.of(), "store", "upkeep", chore), "", "started");
    }
}
