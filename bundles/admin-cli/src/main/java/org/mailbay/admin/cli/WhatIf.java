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

/** {@code what-if}: what would become of mail. */
@Command(
        name = "what-if",
        description = "Says what would become of mail from somebody to somebody: rules, route, TLS, opinions.",
        mixinStandardHelpOptions = true)
final class WhatIf implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(paramLabel = "FROM", description = "Who sends it; <> for a bounce.")
    private String from = "";

    @Parameters(paramLabel = "TO", description = "Who is to get it.")
    private String to = "";

    @Option(names = "--client", description = "IP address that it comes from: also asks what judges mail.")
    private @Nullable String client;

    @Option(names = "--helo", description = "What that client calls itself.")
    private @Nullable String helo;

    @Override
    public Integer call() throws Failure {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("from", from);
        query.put("to", to);
        if (client != null) {
            query.put("client", client);
        }
        if (helo != null) {
            query.put("helo", helo);
        }
        JsonNode answer = main.client().get(query, "what-if");
        if (main.isJson()) {
            main.print(answer, "");
            return 0;
        }
        tell(answer);
        return 0;
    }

    private void tell(JsonNode answer) {
        main.say("<" + text(answer, "from") + "> to <" + text(answer, "to") + ">: " + text(answer, "answer"));
        answer.get("steps").forEach(step -> main.say("  " + step.asString()));
        for (JsonNode target : answer.get("targets")) {
            main.say(
                    target.has("mailbox")
                            ? "into the mailbox of " + text(target, "mailbox") + " as " + text(target, "address")
                            : "on to " + text(target, "address") + " by " + text(target, "via") + ", from <"
                                    + text(target, "sender") + ">");
        }
        int more = answer.get("targetCount").asInt() - answer.get("targets").size();
        if (more > 0) {
            main.say("and " + more + " more");
        }
        for (JsonNode destination : answer.get("transport")) {
            main.say(text(destination, "destination") + ":");
            destination.get("lines").forEach(line -> main.say("  " + line.asString()));
        }
        for (JsonNode phase : answer.get("antispam")) {
            main.say(text(phase, "phase") + ": " + text(phase, "action") + " " + text(phase, "status") + " "
                    + text(phase, "reply"));
            for (JsonNode opinion : phase.get("opinions")) {
                main.say("  " + text(opinion, "stage") + ": " + text(opinion, "advice") + " "
                        + opinion.get("points").asString() + " " + text(opinion, "reason") + " "
                        + text(opinion, "failure"));
            }
        }
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).asString();
    }
}
