package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code store outbox …}: work that follows commits, and what of it failed too often. */
@Command(
        name = "outbox",
        description = "Shows what waits to be done and what was set aside, or has that tried again.",
        mixinStandardHelpOptions = true)
final class StoreOutbox implements Callable<Integer> {
    private static final String OUTBOX = "outbox";

    @CommandLine.ParentCommand
    private Store store = new Store();

    @Override
    public Integer call() throws Failure {
        JsonNode state = store.main().client().get("store", OUTBOX);
        if (store.main().isJson()) {
            store.main().print(state, "");
            return 0;
        }
        state.get("topics")
                .forEach(topic -> store.main()
                        .say(topic.get("topic").asString() + ": " + topic.get("waiting") + " wait, "
                                + topic.get("setAside") + " set aside"));
        store.main().print(state, "setAside", "topic", "account", "asked", "since", "attempts", "reason");
        return 0;
    }

    @Command(
            description = "Tries again what was set aside, and at once what waits because it failed.",
            mixinStandardHelpOptions = true)
    void retry(
            @Option(names = "--topic", description = "Only of this kind.") @Nullable String topic,
            @Option(names = "--account", description = "Only of this account.") @Nullable String account)
            throws Failure {
        Map<String, Object> body = new LinkedHashMap<>();
        if (topic != null) {
            body.put("topic", topic);
        }
        if (account != null) {
            body.put("account", account);
        }
        store.main().print(store.main().client().post(body, "store", OUTBOX, "retry"), "", "retried");
    }
}
