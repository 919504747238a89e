package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpClient.Reply;

/** Sends one message after the other over one connection, each connection in its own manner. */
final class Sender implements Runnable {
    private static final int TIMEOUT_MILLIS = 60_000;

    /** Lines of 76 characters; most mail is small. */
    private static final int[] LINES = {5, 20, 60, 20, 5, 130, 20, 5, 60, 700};

    private static final int PIECES = 10;

    private final int number;
    private final Habit habit;
    private final int port;
    private final Load load;
    private final Ledger ledger;
    private final BooleanSupplier goOn;

    /** How a connection sends. */
    private enum Habit {
        /** Each command waits for the reply to the one before. */
        STEPWISE,
        /** RFC 2920. */
        PIPELINED,
        /** RFC 3030. */
        CHUNKED,
        /** Like pipelined, over TLS. */
        SECURED,
        /** Takes a second for each message: updates meet it in the middle of one. */
        SLOW,
        /** Says nothing for a second between two messages: updates meet it waiting. */
        IDLE;

        private static final List<Habit> OF_TEN =
                List.of(STEPWISE, PIPELINED, CHUNKED, SLOW, PIPELINED, SECURED, STEPWISE, IDLE, CHUNKED, PIPELINED);
    }

    Sender(int number, int port, Load load, Ledger ledger, BooleanSupplier goOn) {
        this.number = number;
        this.habit = Habit.OF_TEN.get(number % Habit.OF_TEN.size());
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
            if (habit == Habit.SECURED) {
                client.startTls();
                client.hello();
            }
            for (int i = 0; goOn.getAsBoolean(); i++) {
                send(client, i);
                if (habit == Habit.IDLE) {
                    Thread.sleep(1_000);
                }
            }
            SmtpClient.expect(221, client.command("QUIT"));
        } catch (IOException | InterruptedException e) {
            ledger.violation("SMTP connection " + number + " (" + habit + "): " + e);
        }
    }

    private void send(SmtpClient client, int i) throws IOException, InterruptedException {
        int size = (number + i) % LINES.length;
        String id = "swap-" + number + "-" + i + "-" + size;
        Set<String> to = new LinkedHashSet<>();
        to.add(load.user(number + i));
        if (i % 10 == 9) {
            to.add(load.user(number + i + 1));
        }
        String message = "From: sender@elsewhere.test\r\nTo: " + String.join(", ", to) + "\r\nSubject: " + id
                + "\r\nMessage-ID: <" + id + "@elsewhere.test>\r\n\r\n" + body(id, size);
        Reply reply = switch (habit) {
            case STEPWISE, IDLE -> stepwise(client, id, message, to);
            case PIPELINED, SECURED, SLOW -> pipelined(client, id, message, to);
            case CHUNKED -> chunked(client, id, message, to);
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

    private Reply pipelined(SmtpClient client, String id, String message, Set<String> to)
            throws IOException, InterruptedException {
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
        int sent = 0;
        for (int piece = 1; habit == Habit.SLOW && piece < PIECES; piece++) {
            int end = message.length() * piece / PIECES;
            client.write(message.substring(sent, end));
            sent = end;
            Thread.sleep(100);
        }
        return worse(reply, timed(client, message.substring(sent) + ".\r\n"));
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
