package org.mailbay.admin.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the commands: a group for every word of a path, in it a command for every operation. */
final class Commands {
    private final Map<String, Commands> below = new TreeMap<>();
    private @Nullable Ask own;

    private Commands() {}

    /**
     * Adds a command for each operation below a root, except those whose words the root has of its own.
     *
     * @throws IllegalArgumentException when two operations have the same words
     */
    static void add(CommandSpec root, Main main, Api api) {
        Commands tree = new Commands();
        for (Api.Operation operation : api.operations()) {
            if (operation.path().equals(List.of("openapi.json"))) {
                continue; // what the commands are made of
            }
            Commands place = tree;
            for (String word : Words.of(operation)) {
                place = place.below.computeIfAbsent(word, _ -> new Commands());
            }
            if (place.own != null) {
                throw new IllegalArgumentException("two operations are \"" + String.join(" ", Words.of(operation))
                        + "\": " + place.own.operation().id() + " and " + operation.id());
            }
            place.own = new Ask(main, operation);
        }
        tree.below.forEach((word, commands) -> {
            if (!root.subcommands().containsKey(word)) {
                root.addSubcommand(word, commands.spec(word));
            }
        });
    }

    private CommandSpec spec(String word) {
        CommandSpec spec = own == null ? new Group(below, word).spec : own.spec();
        below.forEach((name, commands) -> spec.addSubcommand(name, commands.spec(name)));
        return spec;
    }

    /** Words that are no command alone; yet they list or show what they name, where nothing else must be said for it. */
    private static final class Group implements Callable<Integer> {
        private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        private final Map<String, Commands> below;

        Group(Map<String, Commands> below, String word) {
            this.below = below;
            spec.mixinStandardHelpOptions(true);
            spec.usageMessage().synopsisSubcommandLabel("COMMAND").description(summary(word));
        }

        private String summary(String word) {
            return below.values().stream()
                    .map(commands -> commands.own)
                    .filter(ask -> ask != null)
                    .map(ask -> ask.operation().summary().replace("%", "%%"))
                    .findFirst()
                    .map(first -> first + (below.size() > 1 ? " …" : ""))
                    .orElse("What there is of " + word + ".");
        }

        @Override
        public Integer call() throws Failure {
            for (String word : List.of("list", "get")) {
                Commands found = below.get(word);
                if (found != null
                        && found.own != null
                        && found.own.operation().variables().isEmpty()) {
                    return found.own.call();
                }
            }
            CommandLine line = spec.commandLine();
            line.usage(line.getErr());
            return line.getCommandSpec().exitCodeOnInvalidInput();
        }
    }
}
