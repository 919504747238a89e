package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code store search …}: the search indexes. */
@Command(
        name = "search",
        description = "Shows how far the search indexes are, or has them made again.",
        mixinStandardHelpOptions = true)
final class StoreSearch implements Callable<Integer> {
    private static final String SEARCH = "search";

    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        JsonNode state = store.main().client().get("store", SEARCH);
        store.main()
                .print(
                        state,
                        "shards",
                        "shard",
                        "state",
                        "documents",
                        "bytes",
                        "accounts",
                        "behindAccounts",
                        "behindTransactions",
                        "readAnew");
        if (!store.main().isJson()) {
            store.main().print(state, "findings", "code", "account", "detail");
        }
        return 0;
    }

    @Command(description = "Reads everything again, or an account.", mixinStandardHelpOptions = true)
    void rebuild(
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1") @Nullable String account,
            @Option(names = "--clear", description = "Forgets the old texts first, so that nothing is found meanwhile.")
                    boolean clear)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        if (account != null) {
            body.put("account", account);
        }
        body.put("clear", clear);
        store.main().print(store.main().client().post(body, "store", SEARCH, "rebuild"), "", "accounts");
    }
}
