package org.mailbay.admin.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code store check}: whether what is stored is sound. */
@Command(
        name = "check",
        description = "Looks for what is wrong in everything or in an account, now.",
        mixinStandardHelpOptions = true)
final class StoreCheck implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Store store = new Store();

    @Parameters(paramLabel = "ACCOUNT", arity = "0..1")
    private @Nullable String account;

    @Option(names = "--last", description = "Only shows what the continuous check found.")
    private boolean last;

    @Override
    public Integer call() throws Failure {
        AdminClient client = store.main().client();
        JsonNode found = last
                ? client.get("store", "check")
                : client.postLong(account == null ? Map.of() : Map.of("account", account), "store", "check");
        if (!store.main().isJson() && found.get("findings").isEmpty()) {
            store.main().say("Nothing is wrong.");
        }
        store.main().print(found, "findings", "code", "account", "detail", "proposal");
        return 0;
    }
}
