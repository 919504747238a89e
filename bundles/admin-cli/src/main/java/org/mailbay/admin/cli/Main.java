package org.mailbay.admin.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The commands. Each is one call of the admin API; the answer is printed as lines, or as it came with {@code --json}. */
@Command(
        name = "mailbay admin",
        description = "Administers a running server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Main.Account.class,
            Main.Domain.class,
            Main.Feature.class,
            Antispam.class,
            Blocks.class,
            Queue.class,
            Store.class,
            TraceStory.class,
            AddressRules.class,
            Dns.class,
            WhatIf.class,
            Dkim.class
        })
public final class Main {
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

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the answer as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println(failure instanceof Failure ? failure.getMessage() : failure.toString());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    /** Before a command line was parsed. */
    static Main unparsed() {
        return new Main();
    }

    /** The server's data folder. */
    Path data() {
        return data;
    }

    /** Whether answers are printed as they came. */
    boolean isJson() {
        return json;
    }

    /** Prints a sentence. */
    void say(String sentence) {
        spec.commandLine().getOut().println(sentence);
        spec.commandLine().getOut().flush();
    }

    AdminClient client() throws Failure {
        return new AdminClient(server == null ? Listens.server(data) : server, data);
    }

    void print(JsonNode answer, String list, String... columns) {
        if (json) {
            spec.commandLine().getOut().println(answer.toPrettyString());
            return;
        }
        JsonNode rows = answer.get(list);
        if (rows == null) {
            printRow(answer, columns);
        } else {
            rows.forEach(row -> printRow(row, columns));
        }
        spec.commandLine().getOut().flush();
    }

    private void printRow(JsonNode row, String... columns) {
        StringBuilder text = new StringBuilder();
        for (String column : columns) {
            JsonNode value = row.get(column);
            if (value != null) {
                text.append(text.isEmpty() ? "" : "\t")
                        .append(value.isString() ? value.stringValue() : value.toString());
            }
        }
        spec.commandLine().getOut().println(text);
    }

    /** {@code account …}. */
    @Command(name = "account", description = "Users and their accounts.", mixinStandardHelpOptions = true)
    static final class Account {
        @CommandLine.ParentCommand
        private Main main = new Main();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Command(description = "Makes a user with an account.", mixinStandardHelpOptions = true)
        void create(
                @Parameters(paramLabel = "ADDRESS") String address,
                @Option(names = "--name", defaultValue = "", description = "For people.") String name,
                @Option(names = "--password-stdin", description = "Read the password from standard input.")
                        boolean fromStandardInput)
                throws Failure, IOException {
            if (!fromStandardInput) {
                throw new ParameterException(
                        spec.commandLine(), "Give the password on standard input: --password-stdin");
            }
            String password = new String(System.in.readNBytes(4096), StandardCharsets.UTF_8).replaceAll("\\R\\z", "");
            JsonNode made =
                    main.client().post(Map.of("address", address, "name", name, "password", password), "accounts");
            main.print(made, "", "address", "account", "tenant");
        }

        @Command(description = "Lists all users.", mixinStandardHelpOptions = true)
        void list() throws Failure {
            main.print(main.client().list("accounts"), "items", "address", "account", "tenant", "name");
        }
    }

    /** {@code domain …}. */
    @Command(name = "domain", description = "Mail domains.", mixinStandardHelpOptions = true)
    static final class Domain {
        @CommandLine.ParentCommand
        private Main main = new Main();

        @Command(description = "Makes a domain.", mixinStandardHelpOptions = true)
        void create(
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}.")
                        String tenant)
                throws Failure {
            main.print(main.client().post(Map.of("name", name, "tenant", tenant), "domains"), "", "name", "tenant");
        }

        @Command(description = "Lists all domains.", mixinStandardHelpOptions = true)
        void list() throws Failure {
            main.print(main.client().list("domains"), "items", "name", "tenant");
        }
    }

    /** {@code feature …}. */
    @Command(name = "feature", description = "Bundles of the running server.", mixinStandardHelpOptions = true)
    static final class Feature {
        private static final String[] COLUMNS = {"name", "version", "state"};

        @CommandLine.ParentCommand
        private Main main = new Main();

        @Command(description = "Lists what runs.", mixinStandardHelpOptions = true)
        void list() throws Failure {
            main.print(main.client().list("features"), "items", COLUMNS);
        }

        @Command(description = "Says what an update would touch.", mixinStandardHelpOptions = true)
        void preview(@Parameters(paramLabel = "JAR") Path jar) throws Failure {
            main.print(main.client().post(jar, "features", "preview"), "", "name", "from", "to", "mode", "affected");
        }

        @Command(description = "Updates or installs a bundle while the server runs.", mixinStandardHelpOptions = true)
        void update(@Parameters(paramLabel = "JAR") Path jar) throws Failure {
            main.print(main.client().post(jar, "features"), "", "name", "from", "to", "mode", "affected");
        }

        @Command(description = "Goes back to the revision before.", mixinStandardHelpOptions = true)
        void rollback(@Parameters(paramLabel = "NAME") String name) throws Failure {
            main.print(main.client().post(Map.of(), "features", name, "rollback"), "", "name", "from", "to", "mode");
        }
    }
}
