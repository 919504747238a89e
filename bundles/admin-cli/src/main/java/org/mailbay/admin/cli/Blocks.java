package org.mailbay.admin.cli;

import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code blocks …}: who failed to log in lately, and who has to wait for it. */
@Command(
        name = "blocks",
        description =
                "Shows who failed to log in lately: scope, account, network, failures, seconds of a block that are left.",
        mixinStandardHelpOptions = true)
final class Blocks implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Override
    public Integer call() throws Failure {
        main.print(main.client().list("blocks"), "items", "scope", "account", "source", "failures", "blockedSeconds");
        return 0;
    }

    @Command(description = "Lifts what lies on an account or a network.", mixinStandardHelpOptions = true)
    void lift(@Parameters(paramLabel = "ADDRESS", description = "Of an account, or an IP address.") String address)
            throws Failure {
        String scope = address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*") ? "source" : "account";
        main.print(main.client().delete("blocks", scope, address), "", "lifted");
    }
}
