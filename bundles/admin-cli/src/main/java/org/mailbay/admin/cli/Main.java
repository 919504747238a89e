package org.mailbay.admin.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * {@code mailbay admin}: the commands are those that the server's own description has; see {@link Api}. Each is one call of the admin
 * API, whose answer is printed for people, or as it came with {@code --json}.
 */
@Command(
        name = "mailbay admin",
        description = "Administers a running server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {All.class, Export.class, Apply.class, RestoreAll.class, Completion.class})
public final class Main {
    /** Options that every command has: a field of such a name gets another one. */
    static final Set<String> OWN_OPTIONS =
            Set.of("--server", "--data", "--token-file", "--json", "--help", "--version", "--yes", "--body", "--unset");

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            description = "URL of the server (default: where the one on the data folder listens).")
    private @Nullable URI server;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            defaultValue = "${sys:mailbay.data:-data}",
            description = "The server's data folder, which has the token (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            description = "A file with the token of an administrator (default: admin.token of the data folder).")
    private @Nullable Path tokenFile;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the answer as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** What {@code main} does, but for the end of the process; the exit code. */
    static int run(String... arguments) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println(failure instanceof Failure ? failure.getMessage() : failure.toString());
            return 1;
        });
        try {
            // Where the server is decides which commands there are: these options are looked for before the line is
            // read.
            Commands.add(
                    line.getCommandSpec(),
                    main,
                    Server.of(List.of(arguments)).client().api());
        } catch (Failure e) {
            if (arguments.length == 0 || needsServer(line, arguments)) {
                line.getErr().println(e.getMessage());
                return 1;
            }
        }
        return line.execute(arguments);
    }

    /** Without the server's commands, only our own and the help can be understood. */
    private static boolean needsServer(CommandLine line, String... arguments) {
        return Stream.of(arguments)
                .noneMatch(
                        word -> line.getSubcommands().containsKey(word) || word.equals("--help") || word.equals("-h"));
    }

    /** Before a command line was read. */
    static Main unparsed() {
        return new Main();
    }

    /** The server's data folder. */
    Path data() {
        return data;
    }

    AdminClient client() throws Failure {
        return new Server(server, data, tokenFile).client();
    }

    /** Prints a sentence. */
    void say(String sentence) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(sentence);
        out.flush();
    }

    /** Prints an answer. */
    void show(JsonNode answer) {
        if (json) {
            say(answer.toPrettyString());
        } else {
            new Show(spec.commandLine().getOut()).print(answer);
        }
    }
}
