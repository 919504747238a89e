package org.mailbay.admin.cli;

import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code export}: what the server is told to be, as {@code apply} takes it. */
@Command(
        name = "export",
        description =
                "Prints what the server is told to be (tenants, domains, accounts, rules …) as JSON for apply; no secrets, no mail.",
        mixinStandardHelpOptions = true)
final class Export implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Override
    public Integer call() throws Failure {
        AdminClient client = main.client();
        main.say(State.of(client, Register.of(client.api())).document().toPrettyString());
        return 0;
    }
}
