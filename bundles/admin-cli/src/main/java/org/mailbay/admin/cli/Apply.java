package org.mailbay.admin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code apply}: makes the server what a file says. */
@Command(
        name = "apply",
        description =
                "Makes the server what a file of the form of export says; says first what it does. What the file does not name stays.",
        mixinStandardHelpOptions = true)
final class Apply implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(paramLabel = "FILE", description = "JSON; - is standard input.")
    private String file = "-";

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(names = "--prune", description = "Take away what the lists of the file do not name.")
    private boolean prune;

    @Override
    public Integer call() throws Failure {
        AdminClient client = main.client();
        List<Register> registers = Register.of(client.api());
        State asked = State.of(document(), registers);
        List<Step> steps = Step.between(State.of(client, registers), asked, registers, prune);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            main.say(step.what());
            if (!dryRun) {
                try {
                    client.ask(step.request());
                } catch (Failure e) {
                    throw new Failure(e.getMessage() + "\n" + i + " of " + steps.size()
                            + " changes are done; this one failed, " + (steps.size() - i - 1) + " were not tried.");
                }
            }
        }
        main.say(
                steps.isEmpty()
                        ? "Nothing to change."
                        : steps.size() + (dryRun ? " changes to make." : " changes made."));
        return 0;
    }

    private JsonNode document() throws Failure {
        try {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            JsonNode document = JsonMapper.shared().readTree(bytes);
            if (!document.isObject()) {
                throw new Failure(file + " is no JSON object.");
            }
            return document;
        } catch (IOException e) {
            throw new Failure("Cannot read " + file + ": " + e.getMessage());
        } catch (JacksonException e) {
            throw new Failure(file + " is no JSON: " + e.getOriginalMessage());
        }
    }
}
