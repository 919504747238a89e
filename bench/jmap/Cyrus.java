package jmap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import load.Cpu;
import load.Lines;

/** Cyrus, as {@code cyrus.sh} starts it. Mail comes in by IMAP, many messages a command (RFC 3502), since its LMTP takes 200 a second. */
final class Cyrus implements Peer {
    private static final int CONNECTIONS = 2;
    private static final int AT_ONCE = 100;

    private final Path script;
    private final Path folder;
    private final int httpPort;
    private final int imapPort;
    private final long pid;

    Cyrus(Path script, Path folder) throws IOException {
        this.script = script;
        this.folder = folder;
        String[] words = script("start").strip().split(" ");
        httpPort = Integer.parseInt(words[0]);
        imapPort = Integer.parseInt(words[1]);
        pid = Long.parseLong(words[2]);
        for (int user = 1; user <= 3; user++) {
            login("u" + user + "@bench.test").close(); // which makes the inbox
        }
    }

    private Lines login(String user) throws IOException {
        Lines imap = new Lines(imapPort);
        imap.read();
        command(imap, ("LOGIN " + user + " " + password()).getBytes(StandardCharsets.US_ASCII));
        return imap;
    }

    private String script(String verb) throws IOException {
        Process process = new ProcessBuilder("bash", script.toString(), folder.toString(), verb)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolveSibling("cyrus.log").toFile()))
                .start();
        String output = process.inputReader().readLine();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(script + " " + verb + " failed; see cyrus.log");
        }
        return output == null ? "" : output;
    }

    @Override
    public String name() {
        return "Cyrus";
    }

    @Override
    public int httpPort() {
        return httpPort;
    }

    @Override
    public String password() {
        return "benchmark";
    }

    @Override
    public Cpu cpu() {
        return new Cpu(pid);
    }

    @Override
    public void fill(String user, Letters letters, int from, int to) throws IOException, InterruptedException {
        Together.run(Math.min(CONNECTIONS, to - from), (worker, next) -> {
            try (Lines imap = login(user)) {
                for (int i = from + AT_ONCE * next.getAsInt(); i < to; i = from + AT_ONCE * next.getAsInt()) {
                    ByteArrayOutputStream append = new ByteArrayOutputStream();
                    append.writeBytes("APPEND INBOX".getBytes(StandardCharsets.US_ASCII));
                    for (int number = i; number < Math.min(to, i + AT_ONCE); number++) {
                        byte[] letter = letters.get(user, number);
                        append.writeBytes((" {" + letter.length + "+}\r\n").getBytes(StandardCharsets.US_ASCII));
                        append.writeBytes(letter);
                    }
                    command(imap, append.toByteArray());
                }
            }
        });
    }

    private static void command(Lines imap, byte[] command) throws IOException {
        imap.write("a ");
        imap.write(command);
        imap.write("\r\n");
        String line = imap.read();
        while (!line.startsWith("a ")) {
            line = imap.read();
        }
        if (!line.startsWith("a OK")) {
            throw new IOException(line);
        }
    }

    @Override
    public void close() throws IOException {
        script("stop");
    }
}
