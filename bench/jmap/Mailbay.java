package jmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import load.Cpu;
import load.Server;
import load.Smtp;

/** This server. Mail comes in by SMTP. */
final class Mailbay implements Peer {
    private static final int CONNECTIONS = 20;

    private final String name;
    private final Server server;

    /** Starts the one of {@code checkout} on {@code data}; an absent folder is made, with users u1 to u3. */
    Mailbay(String name, Path data, Path checkout) throws IOException {
        this.name = name;
        boolean isNew = Files.notExists(data);
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(data.resolve("etc/mailbay.toml"), "[jmap.core]\nmaxEventSources = 2000\n");
        server = new Server(data, checkout);
        if (isNew) {
            server.accounts(3);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int httpPort() {
        return server.httpPort();
    }

    @Override
    public String password() {
        return Server.PASSWORD;
    }

    @Override
    public Cpu cpu() {
        return new Cpu(server.pid());
    }

    long pid() {
        return server.pid();
    }

    Smtp smtp() throws IOException {
        return new Smtp(server.smtpPort());
    }

    @Override
    public void fill(String user, Letters letters, int from, int to) throws IOException, InterruptedException {
        List<Smtp> clients = new ArrayList<>();
        for (int i = 0; i < Math.min(CONNECTIONS, to - from); i++) {
            clients.add(smtp());
        }
        Together.run(clients.size(), (worker, next) -> {
            for (int i = from + next.getAsInt(); i < to; i = from + next.getAsInt()) {
                clients.get(worker).send(user, dotted(letters.get(user, i)));
            }
        });
        for (Smtp client : clients) {
            client.close();
        }
    }

    /** With the dot that ends it; no line of a letter begins with one. */
    static byte[] dotted(byte[] letter) {
        byte[] whole = Arrays.copyOf(letter, letter.length + 3);
        whole[letter.length] = '.';
        whole[letter.length + 1] = '\r';
        whole[letter.length + 2] = '\n';
        return whole;
    }

    @Override
    public void close() {
        server.close();
    }
}
