package load;

import java.io.IOException;

/** As much of IMAP as tells how many messages there are. */
final class Imap extends Lines {
    Imap(int port, String user, String password) throws IOException {
        super(port);
        read();
        command("LOGIN " + user + " " + password);
    }

    /** The untagged lines before the tagged OK. */
    private String command(String command) throws IOException {
        write("a " + command + "\r\n");
        StringBuilder answer = new StringBuilder();
        for (String line = read(); !line.startsWith("a "); line = read()) {
            answer.append(line).append('\n');
        }
        return answer.toString();
    }

    int total() throws IOException {
        String status = command("STATUS INBOX (MESSAGES)");
        return Integer.parseInt(status.replaceAll("(?s).*MESSAGES (\\d+).*", "$1"));
    }
}
