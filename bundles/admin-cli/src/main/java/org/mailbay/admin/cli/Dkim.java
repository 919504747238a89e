package org.mailbay.admin.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dkim …}: the keys that mail is signed with. */
@Command(
        name = "dkim",
        description = "Lists the keys that mail is signed with; of one domain, with the DNS records to publish.",
        mixinStandardHelpOptions = true)
final class Dkim implements Callable<Integer> {
    private static final String[] COLUMNS = {"domain", "selector", "kind", "state", "published"};

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(index = "0", arity = "0..1", paramLabel = "DOMAIN", description = "Only this one, with its records.")
    private @Nullable String domain;

    @Override
    public Integer call() throws Failure {
        String one = domain;
        if (one == null) {
            main.print(main.client().get("dkim"), "items", COLUMNS);
        } else {
            showRecords(main.client().get("dkim", one));
        }
        return 0;
    }

    private void showRecords(JsonNode answer) {
        main.print(answer, "items", COLUMNS);
        if (!main.isJson()) {
            for (JsonNode key : answer.get("items")) {
                if (!key.get("state").stringValue().equals("retired")) {
                    main.say("");
                    main.say(key.get("zone").stringValue());
                }
            }
        }
    }

    @Command(description = "Looks at DNS now.", mixinStandardHelpOptions = true)
    void check() throws Failure {
        main.print(main.client().post(Map.of(), "dkim", "check"), "items", COLUMNS);
    }

    @Command(
            description = "Makes new keys; they replace the old ones when DNS has had their records for some days.",
            mixinStandardHelpOptions = true)
    void rotate(@Parameters(paramLabel = "DOMAIN") String name) throws Failure {
        showRecords(main.client().post(Map.of(), "dkim", name, "rotate"));
    }

    @Command(description = "Lets a key sign now, whatever DNS says.", mixinStandardHelpOptions = true)
    void use(@Parameters(paramLabel = "DOMAIN") String name, @Parameters(paramLabel = "SELECTOR") String selector)
            throws Failure {
        main.print(main.client().post(Map.of(), "dkim", name, selector, "use"), "items", COLUMNS);
    }

    @Command(description = "Ends a key at once, for one that leaked.", mixinStandardHelpOptions = true)
    void retire(@Parameters(paramLabel = "DOMAIN") String name, @Parameters(paramLabel = "SELECTOR") String selector)
            throws Failure {
        main.print(main.client().post(Map.of(), "dkim", name, selector, "retire"), "items", COLUMNS);
    }
}
