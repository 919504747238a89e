package org.mailbay.admin.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
     * <p>Of two operations with the same words (a plugin's, say) the later has its whole id for its last word.
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
                place = place.below.computeIfAbsent(Words.dashed(operation.id()), _ -> new Commands());
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
        private static final List<String> LOOKS = List.of("list", "get");

        private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        private final Map<String, Commands> below;

        Group(Map<String, Commands> below, String word) {
            this.below = below;
            spec.mixinStandardHelpOptions(true);
            spec.usageMessage().synopsisSubcommandLabel("COMMAND").description(summary(word));
        }

        private String summary(String word) {
            return Stream.concat(LOOKS.stream().map(below::get), below.values().stream())
                    .filter(commands -> commands != null && commands.own != null)
                    .map(commands -> commands.own.operation().summary().replace("%", "%%"))
                    .findFirst()
                    .map(first -> first + (below.size() > 1 ? " …" : ""))
                    .orElse("What there is of " + word + ".");
        }

        @Override
        public Integer call() throws Failure {
            for (String word : LOOKS) {
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
