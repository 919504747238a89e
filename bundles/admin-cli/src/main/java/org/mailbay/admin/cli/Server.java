package org.mailbay.admin.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;

/**
 * Which server is meant, and how it knows us.
 *
 * @param url null for the one that listens as its data folder says
 * @param data its data folder
 * @param tokenFile null for the token of the data folder
 */
record Server(@Nullable URI url, Path data, @Nullable Path tokenFile) {
    /** As the options on a command line say, before it is known which commands there are. */
    static Server of(List<String> arguments) throws Failure {
        String url = option(arguments, "--server");
        String data = option(arguments, "--data");
        String tokenFile = option(arguments, "--token-file");
        try {
            return new Server(
                    url == null ? null : URI.create(url),
                    Path.of(data == null ? System.getProperty("mailbay.data", "data") : data),
                    tokenFile == null ? null : Path.of(tokenFile));
        } catch (IllegalArgumentException e) {
            throw new Failure("--server: " + e.getMessage());
        }
    }

    /** {@code --name value} or {@code --name=value}. */
    private static @Nullable String option(List<String> arguments, String name) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(name + "=")) {
                return argument.substring(name.length() + 1);
            }
            if (argument.equals(name) && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
        }
        return null;
    }

    AdminClient client() throws Failure {
        URI server = url == null ? Listens.server(data) : url;
        if (server.getHost() == null) {
            throw new Failure("--server takes a URL such as https://mail.example.org.");
        }
        return new AdminClient(server, token());
    }

    private String token() throws Failure {
        Path file = tokenFile == null ? data.resolve("admin.token") : tokenFile;
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new Failure(
                    "There is no " + file + ": has a server run on this data folder? (--data DIR, --token-file FILE)");
        } catch (IOException e) {
            throw new Failure("Cannot read " + file + ": " + e.getMessage());
        }
    }
}
