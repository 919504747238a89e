package org.mailbay.admin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code commands}: everything that can be asked, a command a line. */
@Command(
        name = "commands",
        description = "Lists every command, with what the server is asked for it.",
        mixinStandardHelpOptions = true)
final class All implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ArrayNode all = JsonMapper.shared().createArrayNode();
        add(spec.root(), "", all);
        main.show(all);
        return 0;
    }

    private static void add(CommandSpec place, String words, ArrayNode all) {
        if (place.userObject() instanceof Ask ask) {
            all.addObject()
                    .put("command", words)
                    .put("operation", ask.operation().id())
                    .put("summary", ask.operation().summary());
        }
        place.subcommands().forEach((word, line) -> add(line.getCommandSpec(), (words + " " + word).strip(), all));
    }
}
