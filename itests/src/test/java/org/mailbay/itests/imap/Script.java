package org.mailbay.itests.imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of a dialogue.
 *
 * @param isOurs whether it is about what only this server does
 * @param needs capabilities without which a server cannot hold it
 * @param who is logged in by session; those not named are {@code user}
 * @param boxes messages that are there before it begins, by mailbox
 * @param messages by name
 */
record Script(
        String name,
        String title,
        boolean isOurs,
        List<String> needs,
        Map<Integer, String> who,
        Map<String, Integer> boxes,
        Map<String, String> messages,
        List<Step> steps) {
    private static final Pattern LINE = Pattern.compile("([CS])([1-9])([:&!?-]) ?(.*)");

    /** All scripts of a folder, by name. */
    static List<Script> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".imap"))
                    .sorted()
                    .toList();
        }
        List<Script> scripts = new ArrayList<>();
        for (Path file : files) {
            scripts.add(new Reader(file).read());
        }
        return scripts;
    }

    /** Reads one file. */
    private static final class Reader {
        private final Path file;
        private final List<String> lines;
        private String title = "";
        private boolean isOurs;
        private final List<String> needs = new ArrayList<>();
        private final Map<Integer, String> who = new LinkedHashMap<>();
        private final Map<String, Integer> boxes = new LinkedHashMap<>();
        private final Map<String, String> messages = new LinkedHashMap<>();
        private final List<Step> steps = new ArrayList<>();

        Reader(Path file) throws IOException {
            this.file = file;
            this.lines = Files.readAllLines(file);
        }

        Script read() throws IOException {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.startsWith("message ")) {
                    int from = i + 1;
                    for (i = from; i < lines.size() && !lines.get(i).equals("."); i++) {}
                    messages.put(line.substring(8).strip(), String.join("\r\n", lines.subList(from, i)) + "\r\n");
                } else if (line.startsWith("# ") && title.isEmpty()) {
                    title = line.substring(2);
                } else if (line.startsWith("@")) {
                    told(line.substring(1).split(" "), i + 1);
                } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(";")) {
                    step(line, i + 1);
                }
            }
            String name = file.getFileName().toString().replace(".imap", "");
            return new Script(name, title, isOurs, needs, who, boxes, messages, completed());
        }

        private void told(String[] words, int line) throws IOException {
            switch (words[0]) {
                case "mailbay" -> isOurs = true;
                case "needs" -> needs.addAll(List.of(words).subList(1, words.length));
                case "session" -> who.put(Integer.parseInt(words[1]), words[2]);
                case "messages" -> boxes.put(words[1], Integer.parseInt(words[2]));
                default -> throw wrong(line, "no such word: @" + words[0]);
            }
        }

        private void step(String text, int line) throws IOException {
            Matcher matcher = LINE.matcher(text);
            if (!matcher.matches()) {
                throw wrong(line, "neither C1: nor S1: " + text);
            }
            int session = Integer.parseInt(matcher.group(2));
            char sign = matcher.group(3).charAt(0);
            String said = matcher.group(4);
            if (matcher.group(1).equals("C") && sign == '?') {
                steps.add(new Step.Await(session, line, said));
                return;
            }
            if (matcher.group(1).equals("C")) {
                if (sign == '!') {
                    throw wrong(line, "a client says it or not");
                }
                steps.add(new Step.Say(session, line, said, sign != ':', sign != '-'));
                return;
            }
            Step.Heard heard = new Step.Heard(line, said, sign == '!');
            if (!steps.isEmpty() && steps.getLast() instanceof Step.Hear hear && hear.session() == session) {
                hear.lines().add(heard);
            } else {
                steps.add(new Step.Hear(session, line, new ArrayList<>(List.of(heard))));
            }
        }

        /** A command whose answer nobody looks at has to succeed. */
        private List<Step> completed() {
            List<Step> all = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                all.add(steps.get(i));
                boolean isHeard = i + 1 < steps.size()
                        && steps.get(i + 1) instanceof Step.Hear next
                        && next.session() == steps.get(i).session();
                if (steps.get(i) instanceof Step.Say say && !say.more() && !isHeard && !say.isTurn()) {
                    all.add(new Step.Complete(
                            say.session(), say.line(), say.text().split(" ")[0]));
                }
            }
            return List.copyOf(all);
        }

        private IOException wrong(int line, String why) {
            return new IOException(file + ":" + line + ": " + why);
        }
    }
}
