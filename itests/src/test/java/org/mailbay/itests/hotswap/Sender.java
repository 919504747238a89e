package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpClient.Reply;

/** Sends one message after the other over one connection: command by command, pipelined (RFC 2920), or in chunks (RFC 3030). */
final class Sender implements Runnable {
    private static final int TIMEOUT_MILLIS = 60_000;

    /** Lines of 76 characters; most mail is small. */
    private static final int[] LINES = {5, 20, 60, 20, 5, 130, 20, 5, 60, 700};

    private final int number;
    private final int port;
    private final Load load;
    private final Ledger ledger;
    private final BooleanSupplier goOn;

    Sender(int number, int port, Load load, Ledger ledger, BooleanSupplier goOn) {
        this.number = number;
        this.port = port;
        this.load = load;
        this.ledger = ledger;
        this.goOn = goOn;
    }

    /** The body that belongs to an id, so that a reader can tell whether it came through unharmed. */
    static String body(String id, int size) {
        StringBuilder body = new StringBuilder();
        for (int line = 0; line < LINES[size]; line++) {
            String text = id + " line " + line + " ";
            body.append(text)
                    .append("0123456789abcdef".repeat(5), 0, 76 - text.length())
                    .append("\r\n");
        }
        return body.toString();
    }

    static int sizes() {
        return LINES.length;
    }

    @Override
    public void run() {
        try (SmtpClient client = new SmtpClient(port, TIMEOUT_MILLIS)) {
            client.hello();
            for (int i = 0; goOn.getAsBoolean(); i++) {
                send(client, i);
            }
            SmtpClient.expect(221, client.command("QUIT"));
        } catch (IOException e) {
            ledger.violation("SMTP connection " + number + ": " + e);
        }
    }

    private void send(SmtpClient client, int i) throws IOException {
        int size = (number + i) % LINES.length;
        String id = "swap-" + number + "-" + i + "-" + size;
        Set<String> to = new LinkedHashSet<>();
        to.add(load.user(number + i));
        if (i % 10 == 9) {
            to.add(load.user(number + i + 1));
        }
        String message = "From: sender@elsewhere.test\r\nTo: " + String.join(", ", to) + "\r\nSubject: " + id
                + "\r\nMessage-ID: <" + id + "@elsewhere.test>\r\n\r\n" + body(id, size);
        Reply reply = switch (number % 3) {
            case 0 -> stepwise(client, id, message, to);
            case 1 -> pipelined(client, id, message, to);
            default -> chunked(client, id, message, to);
        };
        if (reply.code() == 250) {
            ledger.accepted(id, to);
        } else {
            ledger.refused(id);
            ledger.violation("message " + id + ": " + reply);
            client.command("RSET");
        }
    }

    private Reply stepwise(SmtpClient client, String id, String message, Set<String> to) throws IOException {
        Reply reply = timed(client, "MAIL FROM:<sender@elsewhere.test>\r\n");
        for (String recipient : to) {
            reply = reply.code() == 250 ? timed(client, "RCPT TO:<" + recipient + ">\r\n") : reply;
        }
        if (reply.code() != 250) {
            return reply;
        }
        reply = timed(client, "DATA\r\n");
        if (reply.code() != 354) {
            return reply;
        }
        ledger.offered(id);
        return timed(client, message + ".\r\n");
    }

    private Reply pipelined(SmtpClient client, String id, String message, Set<String> to) throws IOException {
        StringBuilder commands = new StringBuilder("MAIL FROM:<sender@elsewhere.test>\r\n");
        to.forEach(recipient -> commands.append("RCPT TO:<").append(recipient).append(">\r\n"));
        Reply reply = timed(client, commands.append("DATA\r\n").toString());
        for (int i = 0; i < to.size(); i++) {
            reply = worse(reply, client.reply());
        }
        Reply go = client.reply();
        if (go.code() != 354) {
            return worse(reply, go);
        }
        ledger.offered(id);
        return worse(reply, timed(client, message + ".\r\n"));
    }

    private Reply chunked(SmtpClient client, String id, String message, Set<String> to) throws IOException {
        int half = message.length() / 2;
        StringBuilder commands = new StringBuilder("MAIL FROM:<sender@elsewhere.test>\r\n");
        to.forEach(recipient -> commands.append("RCPT TO:<").append(recipient).append(">\r\n"));
        commands.append("BDAT ").append(half).append("\r\n").append(message, 0, half);
        commands.append("BDAT ")
                .append(message.length() - half)
                .append(" LAST\r\n")
                .append(message, half, message.length());
        ledger.offered(id);
        Reply reply = timed(client, commands.toString());
        for (int i = 0; i < to.size() + 2; i++) {
            reply = worse(reply, timed(client, ""));
        }
        return reply;
    }

    private static Reply worse(Reply one, Reply other) {
        return one.code() >= 400 ? one : other;
    }

    private Reply timed(SmtpClient client, String text) throws IOException {
        Ledger.Phase began = ledger.phase();
        long since = System.nanoTime();
        client.write(text);
        Reply reply = client.reply();
        ledger.waitedForSmtp(began, System.nanoTime() - since);
        return reply;
    }
}
