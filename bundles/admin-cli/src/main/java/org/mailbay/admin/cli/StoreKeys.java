package org.mailbay.admin.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code store keys …}: what the store is encrypted with, but never a key. */
@Command(name = "keys", description = "Shows which keys there are, or changes them.", mixinStandardHelpOptions = true)
final class StoreKeys implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        JsonNode keys = store.main().client().get("store", "keys");
        if (store.main().isJson()) {
            store.main().print(keys, "");
            return 0;
        }
        for (String name : List.of("encryption", "master", "failure", "wrapped")) {
            if (keys.has(name)) {
                store.main().say(name + ": " + keys.get(name).toString().replace("\"", ""));
            }
        }
        store.main().say("key\ttenant\tstate\tsince");
        store.main().print(keys, "items", "key", "tenant", "state", "since");
        return 0;
    }

    @Command(
            description = "Wraps all keys with the present master key; the store does so by itself, too.",
            mixinStandardHelpOptions = true)
    void rewrap() throws Failure {
        store.main().print(store.main().client().postLong(Map.of(), "store", "keys", "rewrap"), "", "wrapped");
    }

    @Command(description = "Gives a tenant a new key.", mixinStandardHelpOptions = true)
    void rotate(@Parameters(paramLabel = "TENANT", description = "The tenant's number.") long tenant) throws Failure {
        store.main().print(store.main().client().post(Map.of("tenant", tenant), "store", "keys", "rotate"), "", "key");
    }
}
