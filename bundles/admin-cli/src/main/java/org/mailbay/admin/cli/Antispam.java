package org.mailbay.admin.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code antispam …}: the stages that judge mail, and what they would say today. */
@Command(name = "antispam", description = "How mail is judged.", mixinStandardHelpOptions = true)
final class Antispam {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Command(description = "Lists the stages in their order.", mixinStandardHelpOptions = true)
    void stages() throws Failure {
        main.print(
                main.client().get("antispam"),
                "items",
                "stage",
                "order",
                "phases",
                "enabled",
                "weight",
                "shadow",
                "trouble");
    }

    @Command(
            description = "Judges recorded mail again by the stages of today, and shows the difference.",
            mixinStandardHelpOptions = true)
    void replay(
            @Parameters(
                            paramLabel = "TRACE",
                            arity = "0..1",
                            description = "One message; otherwise the last ones, of which those with another verdict.")
                    @Nullable
                    String trace,
            @Option(names = "--hours", defaultValue = "24", description = "How far back (default: ${DEFAULT-VALUE}).")
                    int hours,
            @Option(names = "--max", defaultValue = "100", description = "How many (default: ${DEFAULT-VALUE}).")
                    int max)
            throws Failure {
        JsonNode answer = trace == null
                ? main.client().get(Map.of("hours", hours, "limit", max), "antispam", "replay")
                : main.client().get("antispam", "replay", trace);
        if (main.isJson()) {
            main.print(answer, "");
            return;
        }
        if (trace != null) {
            answer.get("replays").forEach(one -> show(trace, one));
            return;
        }
        answer.get("changed").forEach(one -> show(one.get("trace").asString(), one));
        main.say(answer.get("replayed").asInt() + " judged again, "
                + answer.get("changed").size() + " with another verdict");
    }

    private void show(String trace, JsonNode one) {
        main.say(trace + " " + one.get("phase").asString() + " "
                + one.get("received").asString() + " from "
                + one.get("client").asString() + " <" + one.get("sender").asString() + ">"
                + (one.get("whole").asBoolean() ? "" : " (only the beginning of the message was kept)"));
        main.say("  then " + verdict(one.get("then")) + ", now " + verdict(one.get("now")));
        one.get("stages").forEach(stage -> {
            String then = stage.get("then").asString();
            main.say(
                    stage.get("same").asBoolean()
                            ? "    " + stage.get("stage").asString() + " " + then
                            : "  * " + stage.get("stage").asString() + " " + then + "  ->  "
                                    + stage.get("now").asString());
        });
        one.get("askedAnew").forEach(question -> main.say("    asked anew: " + question.asString()));
    }

    private static String verdict(JsonNode verdict) {
        return verdict.get("action").asString() + " (" + verdict.get("points").asDouble() + " points)";
    }
}
