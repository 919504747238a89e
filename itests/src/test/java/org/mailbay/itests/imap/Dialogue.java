package org.mailbay.itests.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A script as it is held with a server. */
final class Dialogue implements AutoCloseable {
    private static final Pattern MESSAGE = Pattern.compile("\\{\\{([+~]*)([^}]+)}}");

    /**
     * Who answers, and who may log in there.
     *
     * @param tlsPort where TLS begins at once; 0 for nowhere
     */
    record Place(int port, int tlsPort, String user, String other, String password, int patienceMillis) {}

    /**
     * What was otherwise than the script has it.
     *
     * @param expected empty when nothing was
     * @param actual empty when nothing came
     */
    record Difference(int line, String expected, String actual) {
        @Override
        public String toString() {
            return "line " + line + ": expected " + (expected.isEmpty() ? "nothing" : expected) + " but was "
                    + (actual.isEmpty() ? "nothing" : actual);
        }
    }

    /** One connection, and what has come on it that nobody has looked at. */
    private record Session(Wire wire, StringBuilder unsent, Deque<String> heard) {
        String next() throws IOException {
            return heard.isEmpty() ? wire.hear() : heard.poll();
        }
    }

    private final Script script;
    private final Place place;
    private final Names names = new Names();
    private final Match match = new Match(names);
    private final Map<Integer, Session> sessions = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();

    Dialogue(Script script, Place place) {
        this.script = script;
        this.place = place;
        names.put("user", place.user);
        names.put("other", place.other);
        names.put("password", place.password);
        String plain = "\0" + place.user + "\0" + place.password; // RFC 4616 §2
        names.put("plain", Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Holds it; what was otherwise comes back. */
    List<Difference> hold() throws IOException {
        prepare();
        for (Step step : script.steps()) {
            try {
                switch (step) {
                    case Step.Say say -> say(session(say), say);
                    case Step.Await await -> await(session(await), await);
                    case Step.Hear hear -> hear(session(hear), hear);
                    case Step.Complete(int session, int line, String tag) -> complete(sessions.get(session), line, tag);
                }
            } catch (SocketTimeoutException e) {
                differences.add(new Difference(step.line(), "an answer", ""));
                return differences;
            } catch (IOException e) {
                differences.add(new Difference(step.line(), "a connection", String.valueOf(e.getMessage())));
                return differences;
            }
        }
        return differences;
    }

    @Override
    public void close() throws IOException {
        for (Session session : sessions.values()) {
            session.wire.close();
        }
    }

    /** Messages that are there before. */
    private void prepare() throws IOException {
        if (script.boxes().isEmpty()) {
            return;
        }
        Session session = open(false, true, place.user);
        try (session.wire) {
            for (Map.Entry<String, Integer> box : script.boxes().entrySet()) {
                if (!box.getKey().equals("INBOX")) {
                    command(session, "p CREATE " + box.getKey());
                }
                for (int i = 1; i <= box.getValue(); i++) {
                    command(session, "p APPEND " + box.getKey() + " {{message" + i + "}}");
                }
            }
        }
    }

    private void command(Session session, String text) throws IOException {
        say(session, new Step.Say(0, 0, text, false, true));
        complete(session, 0, text.split(" ")[0]);
    }

    private Session session(Step step) throws IOException {
        Session session = sessions.get(step.session());
        if (session == null) {
            // one that begins with what the server says sees its greeting
            String who = script.who().getOrDefault(step.session(), "user");
            boolean isTls = who.equals("tls");
            session = open(isTls, !(step instanceof Step.Hear), who.equals("other") ? place.other : place.user);
            sessions.put(step.session(), session);
        }
        return session;
    }

    private Session open(boolean isTls, boolean isLoggedIn, String user) throws IOException {
        Wire wire = new Wire(isTls ? place.tlsPort : place.port, place.patienceMillis);
        if (isTls) {
            wire.secure();
        }
        Session session = new Session(wire, new StringBuilder(), new ArrayDeque<>());
        if (isLoggedIn) {
            session.next();
            command(session, "l LOGIN " + user + " " + place.password);
        }
        return session;
    }

    private void say(Session session, Step.Say say) throws IOException {
        if (say.isTurn()) {
            if (say.text().equals("(tls)")) {
                session.wire.secure();
            } else {
                session.wire.deflate();
            }
            return;
        }
        session.unsent.append(names.in(say.text())).append(say.isLine() ? "\r\n" : "");
        if (say.more() && say.isLine()) {
            return;
        }
        String text = session.unsent.toString();
        session.unsent.setLength(0);
        Matcher message = MESSAGE.matcher(text);
        int at = 0;
        while (message.find()) {
            String content = content(message.group(2));
            boolean isWaiting = !message.group(1).contains("+");
            String sign = message.group(1).contains("~") ? "~{" : "{";
            byte[] octets = Names.octets(content);
            send(
                    session,
                    text.substring(at, message.start()) + sign + octets.length + (isWaiting ? "}" : "+}") + "\r\n");
            at = message.end();
            if (isWaiting && !goesOn(session)) {
                return;
            }
            session.wire.say(octets);
        }
        send(session, text.substring(at));
    }

    private static void send(Session session, String text) throws IOException {
        session.wire.say(Names.octets(text));
    }

    /** Whether the literal may be sent: otherwise the command is answered already. */
    private static boolean goesOn(Session session) throws IOException {
        while (true) {
            String response = session.wire.hear();
            if (response.startsWith("+")) {
                return true;
            }
            session.heard.add(response);
            if (!response.startsWith("*")) {
                return false;
            }
        }
    }

    private String content(String name) {
        String known = script.messages().get(name);
        if (known != null) {
            return names.in(known);
        }
        Matcher pad = Pattern.compile("pad:(\\d+)").matcher(name);
        String head = "From: a@example.test\r\nSubject: " + name + "\r\n\r\n";
        if (pad.matches()) {
            int length = Integer.parseInt(pad.group(1));
            return length == 0 ? "" : head + "x".repeat(length - head.length() - 2) + "\r\n";
        }
        return head + "Text of " + name + "\r\n";
    }

    private void complete(Session session, int line, String tag) throws IOException {
        while (true) {
            String response = session.next();
            if (!response.startsWith("*")) {
                if (!response.startsWith(tag + " OK")) {
                    differences.add(new Difference(line, tag + " OK", response));
                }
                return;
            }
        }
    }

    private void await(Session session, Step.Await await) throws IOException {
        String tag = await.text().split(" ")[0];
        String response = "";
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(place.patienceMillis);
        while (System.nanoTime() < until) {
            say(session, new Step.Say(await.session(), await.line(), await.text(), false, true));
            do {
                response = session.next();
            } while (response.startsWith("*"));
            if (response.startsWith(tag + " OK")) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        differences.add(new Difference(await.line(), tag + " OK", response));
    }

    private void hear(Session session, Step.Hear hear) throws IOException {
        List<Step.Heard> part = new ArrayList<>();
        for (Step.Heard heard : hear.lines()) {
            if (heard.text().equals("(closed)")) {
                part(session, part, null);
                part.clear();
                closed(session, heard);
            } else if (heard.isLast()) {
                part(session, part, heard);
                part.clear();
            } else {
                part.add(heard);
            }
        }
        part(session, part, null);
    }

    private void closed(Session session, Step.Heard heard) {
        try {
            differences.add(new Difference(heard.line(), "(closed)", session.next()));
        } catch (SocketTimeoutException e) {
            differences.add(new Difference(heard.line(), "(closed)", ""));
        } catch (IOException e) {
            return; // as it should
        }
    }

    /** What belongs together: untagged responses, and what ends them, if anything does. */
    private void part(Session session, List<Step.Heard> lines, Step.Heard last) throws IOException {
        List<Step.Heard> open = new ArrayList<>(lines);
        open.removeIf(line -> line.isNever() || Expunged.is(line.text()));
        List<Step.Heard> never = lines.stream().filter(Step.Heard::isNever).toList();
        List<Step.Heard> gone = lines.stream()
                .filter(line -> !line.isNever() && Expunged.is(line.text()))
                .toList();
        List<String> expunged = new ArrayList<>();
        while (last != null || !open.isEmpty() || expunged.size() < gone.size()) {
            String response;
            try {
                response = session.next();
            } catch (SocketTimeoutException e) {
                open.forEach(missing -> differences.add(new Difference(missing.line(), missing.text(), "")));
                throw e;
            }
            never.stream()
                    .filter(line -> match.matches(line.text(), response))
                    .forEach(line -> differences.add(new Difference(line.line(), "not " + line.text(), response)));
            if (!response.startsWith("*")) {
                end(open, last, response);
                break;
            }
            if (!gone.isEmpty() && Expunged.is(response)) {
                expunged.add(response);
            } else {
                untagged(open, response, last == null ? lines.getLast().line() : last.line());
            }
        }
        List<String> expected = gone.stream().map(Step.Heard::text).toList();
        if (!Expunged.from(expected).equals(Expunged.from(expunged))) {
            differences.add(
                    new Difference(gone.getFirst().line(), String.join(", ", expected), String.join(", ", expunged)));
        }
    }

    private void end(List<Step.Heard> open, Step.Heard last, String response) {
        if (last == null) {
            differences.add(
                    new Difference(open.getFirst().line(), open.getFirst().text(), response));
        } else {
            if (!match.matches(last.text(), response)) {
                differences.add(new Difference(last.line(), last.text(), response));
            }
            open.forEach(missing -> differences.add(new Difference(missing.line(), missing.text(), "")));
        }
    }

    private void untagged(List<Step.Heard> open, String response, int line) {
        for (Step.Heard heard : open) {
            if (match.matches(heard.text(), response)) {
                open.remove(heard);
                return;
            }
        }
        if (!Match.isQuiet(response)) {
            differences.add(new Difference(line, "", response));
        }
    }
}
