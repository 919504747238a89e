package org.mailbay.checks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The scenes of the transcripts and the methods of the tests: what the lines of {@link ClauseRule} may name. */
final class Proofs {

    static final String TRANSCRIPTS = "itests/src/test/resources/transcripts";
    static final String DIALOGUES = "itests/src/test/resources/imap";

    private static final Pattern COMPARED =
            Pattern.compile("```((json|http) response|(json|event|push) receive|push none)\\b.*");
    private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");
    private static final Pattern CLOSED = Pattern.compile("(?m)^\\s*}\\s*$");

    private final Path transcripts;
    private final Path dialogues;
    private final Map<String, Set<String>> scenes = new HashMap<>();
    private final Map<String, String> sources = new HashMap<>();

    Proofs(Path root) {
        transcripts = root.resolve(TRANSCRIPTS);
        dialogues = root.resolve(DIALOGUES);
        for (var top : List.of("bundles", "examples", "itests", "cnf", "tck")) {
            for (var file : House.files(root.resolve(top), ".java")) {
                var name = file.getFileName().toString().replace(".java", "");
                if (name.matches("\\w+(Test|XIT|Contract)")) {
                    // two classes may have one name: a method of either is found
                    sources.merge(name, String.join("\n", House.lines(file)), (a, b) -> a + "\n}\n" + b);
                }
            }
        }
    }

    /** {@code rfc8620/5.3-create.md#scene}: a scene in which a response is compared. */
    boolean isScene(String name) {
        int sign = name.indexOf('#');
        var file = sign < 0 ? name : name.substring(0, sign);
        return scenes.computeIfAbsent(file, this::scenes).contains(sign < 0 ? "" : name.substring(sign + 1));
    }

    /** {@code rfc9051-select.imap}: a dialogue in which the server says something. */
    boolean isDialogue(String name) {
        var file = dialogues.resolve(name);
        return file.toFile().isFile() && House.lines(file).stream().anyMatch(line -> line.matches("S[1-9][:!] .*"));
    }

    private Set<String> scenes(String name) {
        var told = new HashSet<String>();
        var file = transcripts.resolve(name).toFile();
        if (!file.isFile()) {
            return told;
        }
        var scene = "";
        boolean inBlock = false;
        for (var line : House.lines(file.toPath())) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
                if (COMPARED.matcher(line).matches()) {
                    told.add(scene);
                }
            } else if (!inBlock && line.startsWith("##")) {
                scene = link(line);
            }
        }
        return told;
    }

    /** As links to headings are written: lower case, hyphens for blanks, no other signs. */
    private static String link(String heading) {
        return heading.replaceFirst("#+", "")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                .replace(' ', '-');
    }

    /** A method under an annotation that makes it a test. */
    boolean isTest(String type, String method) {
        var source = sources.getOrDefault(type, "");
        var declared = Pattern.compile("\\s" + method + "\\(").matcher(source);
        while (declared.find()) {
            var before = source.substring(0, declared.start());
            int last = -1;
            var test = TEST.matcher(before);
            while (test.find()) {
                last = test.end();
            }
            if (last >= 0 && !CLOSED.matcher(before.substring(last)).find()) {
                return true;
            }
        }
        return false;
    }
}
