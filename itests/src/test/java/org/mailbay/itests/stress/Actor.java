package org.mailbay.itests.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.ImapClient.Answer;

/** One client: says something at random, believes what it is told, and compares. */
final class Actor {
    private static final long NOTICE = TimeUnit.SECONDS.toNanos(20);
    private static final int REMEMBERED_LINES = 150;
    /** What may be refused when others change the same mailbox, or when one asks for nonsense of one's own folders. */
    private static final Pattern EXPECTED = Pattern.compile(
            "\\[(EXPUNGEISSUED|TRYCREATE|ALREADYEXISTS|NONEXISTENT|CANNOT|HASCHILDREN|NOPERM|NOTSAVED)\\b.*|The mailbox is selected read-only|No such message to replace");

    /** The set without stars, the way, the flags. */
    private static final Pattern SILENT =
            Pattern.compile("(UID )?STORE ([\\d:,]+) (?:\\(.*?\\) )?([+-]?)FLAGS\\.SILENT \\((.*)\\)");

    private static final Pattern PLACED =
            Pattern.compile("\\[(?:APPENDUID (\\d+)|COPYUID (\\d+) [\\d:,]+) ([\\d:,]+)\\].*");

    private final ImapStress world;
    private final int index;
    private final Random random;
    private final String box;
    private final Deque<String> lines = new ArrayDeque<>();

    private ImapClient client;
    private Model model = new Model(false, false, false);
    private Model coming = model;
    private Ideas ideas;
    private boolean condstore;
    private boolean selected;
    /** What it knew when it last compared, and the modseq of that. */
    private Map<Long, Model.Message> cache;

    private long cachedModSeq;
    /** Tag of the IDLE that it waits in. */
    private String idle;

    private long commands;

    Actor(ImapStress world, int index, Random random) {
        this.world = world;
        this.index = index;
        this.random = random;
        box = world.name(ImapStress.BOX, index);
    }

    long commands() {
        return commands;
    }

    void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new Violation(who("does not close: " + e));
        }
    }

    private boolean isQresync() {
        return index % 5 == 3 || index % 10 == 4;
    }

    private boolean isUidOnly() {
        return index % 5 == 4;
    }

    private String features() {
        return switch (index % 5) {
            case 1 -> "IMAP4rev2";
            case 2 -> "CONDSTORE";
            case 3 -> index % 2 == 0 ? "QRESYNC IMAP4rev2" : "QRESYNC";
            case 4 -> isQresync() ? "UIDONLY QRESYNC" : "UIDONLY IMAP4rev2";
            default -> "";
        };
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Whatever goes wrong is told with who it was and what was said before. */
    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            throw new Violation(who(e.toString()) + "\n    " + String.join("\n    ", lines));
        }
    }

    private String who(String what) {
        return "client " + index + " (user " + index % ImapStress.USERS + ", " + features() + "): " + what;
    }

    void connect() {
        guarded(() -> {
            client = world.connect();
            client.response();
            logIn();
            if (random.nextInt(4) == 0) {
                client.compress();
            }
            select();
        });
    }

    private void logIn() throws IOException {
        String user = world.user(index);
        if (random.nextBoolean()) {
            client.ok("LOGIN " + user + " " + ImapStress.PASSWORD);
        } else {
            byte[] plain = ("\0" + user + "\0" + ImapStress.PASSWORD).getBytes(StandardCharsets.UTF_8);
            client.ok("AUTHENTICATE PLAIN " + Base64.getEncoder().encodeToString(plain));
        }
        condstore = isQresync() || index % 5 == 2;
        if (!features().isEmpty()) {
            client.ok("ENABLE " + features());
        }
    }

    private void select() throws IOException {
        Model fresh = new Model(isQresync() || isUidOnly(), condstore, isUidOnly());
        boolean comesBack = isQresync() && cache != null && random.nextInt(4) > 0;
        String options = "";
        if (comesBack) {
            String known = cache.isEmpty() || random.nextBoolean() ? "" : " 1:" + new TreeSet<>(cache.keySet()).last();
            options = " (QRESYNC (" + world.referee().validity() + " " + cachedModSeq + known + "))";
            fresh.remember(cache, !known.isEmpty());
        }
        // Until the mailbox before it is closed, what is told is of that.
        coming = fresh;
        if (!selected) {
            model = fresh;
            selected = true;
        }
        say(Asked.of((random.nextInt(5) == 0 ? "EXAMINE " : "SELECT ") + box + options));
        model.selected();
        ideas = new Ideas(world, random, index, model, isUidOnly(), condstore);
    }

    /** A step: a few commands, or waiting for what others do. */
    void act() {
        guarded(() -> {
            int dice = random.nextInt(20);
            if (dice == 0) {
                leave();
            } else if (dice < 3) {
                idle = client.begin("IDLE");
                remember("> IDLE");
            } else if (dice < 6) {
                pipeline();
            } else {
                for (int count = 1 + random.nextInt(4); count > 0; count--) {
                    say(ideas.next());
                }
            }
        });
    }

    /** Leaves the mailbox, and comes back. */
    private void leave() throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> {
                say(Asked.of("UNSELECT"));
                selected = false;
            }
            case 1 -> {
                say(Asked.of("CLOSE"));
                selected = false;
            }
            case 2 -> {
                say(Asked.of("UNAUTHENTICATE"));
                selected = false;
                logIn();
            }
            case 3 -> {
                say(Asked.of("LOGOUT"));
                selected = false;
                client.close();
                connect();
                return;
            }
            default -> {}
        }
        select();
    }

    /** Several at once: such as need no numbers that another of them could change. */
    private void pipeline() throws IOException {
        List<Asked> asked = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        boolean byNumber = random.nextBoolean();
        for (int tries = 0; asked.size() < 3 && tries < 100; tries++) {
            Asked next = ideas.next();
            // What comes of a silent STORE depends on what comes before it.
            boolean fits = byNumber ? next.keepsNumbers() : next.text().matches("(?s)UID .*|NOOP");
            if (fits && !next.text().contains(".SILENT")) {
                asked.add(next);
            }
        }
        for (Asked next : asked) {
            remember("> " + next.text());
            tags.add(client.begin(next.text()));
        }
        for (int i = 0; i < tags.size(); i++) {
            end(tags.get(i), asked.get(i));
        }
    }

    private Answer say(Asked asked) throws IOException {
        remember("> " + asked.text());
        Matcher silent = SILENT.matcher(asked.text());
        boolean isSilent = silent.matches();
        List<Model.Message> named = isSilent ? model.named(silent.group(2), silent.group(1) != null) : List.of();
        Answer answer = end(client.begin(asked.text()), asked);
        if (isSilent && (answer.isOk() || answer.text().startsWith("[EXPUNGEISSUED]"))) {
            Set<Long> modified = answer.code("MODIFIED").isEmpty() ? Set.of() : Tokens.set(answer.code("MODIFIED"));
            boolean byUid = silent.group(1) != null;
            List<Model.Message> all = new ArrayList<>(model.messages());
            model.changed(
                    named.stream()
                            .filter(m -> !modified.contains(byUid ? m.uid : all.indexOf(m) + 1L))
                            .toList(),
                    silent.group(3).isEmpty() ? ' ' : silent.group(3).charAt(0),
                    Model.flags(List.of(silent.group(4).split(" "))));
        }
        return answer;
    }

    private Answer end(String tag, Asked asked) throws IOException {
        commands++;
        Answer answer = client.end(tag, line -> told(line, asked));
        remember(answer.status() + " " + answer.text());
        if (answer.status().equals("BAD")
                || answer.status().equals("NO")
                        && !EXPECTED.matcher(answer.text()).matches()) {
            throw new Violation(asked.text() + " → " + answer.status() + " " + answer.text());
        }
        placed(answer.text());
        answer.untagged("OK [").forEach(line -> placed(line.substring(5)));
        if (condstoreBy(asked)) {
            condstore = true;
        }
        return answer;
    }

    /** Whether the command lets the server know that the client knows of modseqs; this one has said so before. */
    private boolean condstoreBy(Asked asked) {
        return condstore && asked.text().contains("MODSEQ");
    }

    private void placed(String text) {
        Matcher placed = PLACED.matcher(text);
        if (placed.matches()) {
            String validity = placed.group(1) == null ? placed.group(2) : placed.group(1);
            if (validity.equals(world.referee().validity())) {
                Tokens.set(placed.group(3)).forEach(world.referee()::assigned);
            }
        }
    }

    private void told(String line, Asked asked) {
        remember(line);
        if (line.startsWith("* OK [CLOSED]")) {
            model = coming;
        }
        if (selected) {
            model.told(
                    line,
                    asked.keepsNumbers(),
                    asked.isFetch()
                            || asked.text().startsWith("STORE")
                            || asked.text().startsWith("UID STORE"));
        }
    }

    private void remember(String line) {
        lines.add(line.length() > 400 ? line.substring(0, 400) + "…" : line);
        if (lines.size() > REMEMBERED_LINES) {
            lines.remove();
        }
    }

    /** Whether it knows what the server says, after asking for what it was told that there is. */
    void compare() {
        guarded(() -> {
            if (idle != null) {
                awaitNotice();
            }
            say(Asked.of("NOOP"));
            fetchUnknown();
            say(Asked.of("NOOP"));
            String differs = difference(true);
            if (!differs.isEmpty()) {
                throw new Violation(differs);
            }
            cache = model.copy();
            cachedModSeq = world.referee().highest();
        });
    }

    /** Whoever idles is told all without asking. */
    private void awaitNotice() throws IOException {
        Asked waiting = Asked.of("IDLE");
        long deadline = System.nanoTime() + NOTICE;
        while (!difference(false).isEmpty()) {
            if (!client.isSilentFor(100)) {
                told(client.response(), waiting);
            } else if (System.nanoTime() > deadline) {
                throw new Violation("idles and is not told: " + difference(false));
            }
        }
        client.write("DONE\r\n");
        end(idle, waiting);
        idle = null;
    }

    private void fetchUnknown() throws IOException {
        int first = 0;
        for (Model.Message message : model.messages()) {
            if (message.uid == 0 || message.flags == null) {
                break;
            }
            first++;
        }
        if (first < model.size()) {
            String items = condstore ? "(UID FLAGS MODSEQ)" : "(UID FLAGS)";
            say(Asked.of(isUidOnly() ? "UID FETCH 1:* " + items : "FETCH " + (first + 1) + ":* " + items));
        }
    }

    /** @param all whether the client has asked for everything that it was told of */
    private String difference(boolean all) {
        Map<Long, Referee.Truth> truth = world.referee().now();
        if (truth.size() != model.size()) {
            return "there are " + truth.size() + " messages " + truth.keySet() + ", it knows of " + model.size() + " "
                    + model.messages();
        }
        if (isUidOnly() && !all) {
            return notYetTold(truth);
        }
        int at = 0;
        for (Map.Entry<Long, Referee.Truth> is : truth.entrySet()) {
            Model.Message known = model.messages().get(at++);
            boolean wrongUid = known.uid == 0 ? all : known.uid != is.getKey();
            boolean wrongFlags = known.flags == null
                    ? all
                    : !known.flags.equals(is.getValue().flags());
            boolean wrongModSeq =
                    known.modSeq != 0 && known.modSeq != is.getValue().modSeq();
            if (wrongUid || wrongFlags || all && wrongModSeq) {
                return "message " + at + " is UID " + is.getKey() + " " + is.getValue() + ", it knows " + known;
            }
        }
        return "";
    }

    /** With UIDONLY nobody says where in the mailbox a message is. */
    private String notYetTold(Map<Long, Referee.Truth> truth) {
        for (Model.Message known : model.messages()) {
            Referee.Truth is = truth.get(known.uid);
            if (known.uid != 0 && (is == null || known.flags != null && !known.flags.equals(is.flags()))) {
                return "UID " + known.uid + " is " + is + ", it knows " + known;
            }
        }
        return "";
    }
}
