package org.mailbay.admin.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dns …}: what the server's own resolver says. */
@Command(
        name = "dns",
        description = "Shows DNS servers, or an answer as the server gets it.",
        mixinStandardHelpOptions = true)
final class Dns implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "What to ask for.")
    private @Nullable String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TYPE",
            defaultValue = "A",
            description = "A, AAAA, MX, NS, PTR, TXT, TLSA or CAA (default: ${DEFAULT-VALUE}).")
    private String type = "A";

    @Override
    public Integer call() throws Failure {
        JsonNode answer =
                name == null ? main.client().get("dns") : main.client().get("dns", name, type);
        if (main.isJson()) {
            main.print(answer, "");
            return 0;
        }
        if (name == null) {
            main.say("dnssec: " + answer.get("dnssec").stringValue());
            main.say("remembered: " + answer.get("remembered"));
            main.print(answer, "servers", "server", "state");
            return 0;
        }
        String proof = answer.get("authentic").booleanValue() ? "authentic" : "not authentic";
        String from = answer.get("from").stringValue();
        main.say(answer.get("status").stringValue() + ", " + proof + ", for " + answer.get("ttlSeconds") + " s"
                + (from.isEmpty() ? "" : ", from " + from));
        if (!answer.get("reason").stringValue().isEmpty()) {
            main.say(answer.get("reason").stringValue());
        }
        answer.get("records").forEach(record -> main.say(record.stringValue()));
        return 0;
    }

    @Command(description = "Forgets all answers and keys.", mixinStandardHelpOptions = true)
    void flush() throws Failure {
        main.print(main.client().post(Map.of(), "dns", "flush"), "", "flushed");
    }
}
