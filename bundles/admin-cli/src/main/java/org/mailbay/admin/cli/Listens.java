package org.mailbay.admin.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mailbay.admin.cli.AdminClient.Failure;

/** Where the server on a data folder listens: the line {@code http HOST:PORT} of its file {@code listens}. */
final class Listens {

    private static final String PLAIN = "http ";

    private Listens() {}

    static URI server(Path data) throws Failure {
        var file = data.resolve("listens");
        try {
            for (var line : Files.readAllLines(file)) {
                if (line.startsWith(PLAIN)) {
                    return url(line.substring(PLAIN.length()).split(" ")[0]);
                }
            }
        } catch (IOException e) {
            throw new Failure("No server has been ready on " + data + " (--data DIR, --server URL).");
        }
        throw new Failure(file + " names no plain HTTP port: give --server URL.");
    }

    /** All interfaces have no address of their own; the token is for this machine anyway. */
    private static URI url(String address) {
        int colon = address.lastIndexOf(':');
        var host = address.substring(0, colon);
        boolean all = host.equals("0.0.0.0") || host.matches("\\[[0:]+]") || host.isEmpty();
        return URI.create("http://" + (all ? "127.0.0.1" : host) + address.substring(colon));
    }
}
