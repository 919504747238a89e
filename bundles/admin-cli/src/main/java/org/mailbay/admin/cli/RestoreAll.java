package org.mailbay.admin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code restore-all}: the one command for a server that does not run. */
@Command(
        name = "restore-all",
        description = "Lets the next start of a stopped server bring everything back from a copy.",
        mixinStandardHelpOptions = true)
final class RestoreAll implements Callable<Integer> {
    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Parameters(paramLabel = "COPY", description = "The copy's folder.")
    private Path copy = Path.of("");

    @Override
    public Integer call() throws Failure {
        Path from = copy.toAbsolutePath().normalize();
        Path marker = main.data().resolve("restore-from");
        if (!Files.exists(from.resolve("manifest"))) {
            throw new Failure("There is no finished copy in " + from + ".");
        }
        try {
            Files.createDirectories(main.data());
            Files.writeString(marker, from + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure("Cannot write " + marker + ": " + e.getMessage());
        }
        main.say("The next start on " + main.data() + " restores everything from " + from + ".");
        return 0;
    }
}
