package org.mailbay.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What can be configured is documented, and what is documented can be configured. */
final class SettingsRule implements Rule {

    private static final Pattern HEAD = Pattern.compile("^ *\\[([a-z][A-Za-z0-9._-]*)] *(#.*)?$");
    private static final Pattern ASSIGNMENT = Pattern.compile("^ *([A-Za-z][A-Za-z0-9_-]*) *= *(.*?) *$");
    private static final Pattern TABLE_HEAD = Pattern.compile("^\\| *`\\[([a-z][A-Za-z0-9._-]*)]` *\\|.*");
    /** {@code [smtp] hostname}, {@code [trace]}, and the key in a code span of its own. */
    private static final Pattern INLINE =
            Pattern.compile("`\\[([a-z][A-Za-z0-9._-]*)]( [^`]+)?`( `[A-Za-z]+ = [^`]+`)?");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9]*");

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        try {
            var ours = Settings.read(house.root(), "bundles");
            var known = new TreeMap<String, Settings>();
            ours.forEach(settings -> known.put(settings.table(), settings));
            Settings.read(house.root(), "examples").forEach(settings -> known.put(settings.table(), settings));
            reference(house, ours, findings);
            for (Settings settings : ours) {
                described(settings, findings);
            }
            for (Path page : Pages.of(house.root())) {
                new Page(house.relative(page), known, findings).read(House.lines(page));
            }
            for (Settings settings : ours) {
                documented(house, settings, findings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return findings;
    }

    private void reference(House house, List<Settings> ours, List<Finding> findings) throws IOException {
        var wanted = SettingsPage.text(house.root(), ours).lines().toList();
        if (!House.lines(house.root().resolve(SettingsPage.FILE)).equals(wanted)) {
            findings.add(finding(SettingsPage.FILE, "is not what the bundles declare: run ./mailbay reference"));
        }
    }

    private void described(Settings settings, List<Finding> findings) {
        var place = "bundles/" + settings.bundle() + ", " + settings.head();
        if (settings.description().isBlank()) {
            findings.add(finding(place, "say in @ObjectClassDefinition what the table is for"));
        }
        for (Setting key : settings.keys()) {
            if (key.description().isBlank()) {
                findings.add(finding(place, "say in @AttributeDefinition what \"" + key.id() + "\" is"));
            }
        }
    }

    private void documented(House house, Settings settings, List<Finding> findings) {
        var readme = "bundles/" + settings.bundle() + "/README.md";
        var named = new HashSet<String>();
        String table = "";
        for (String line : House.lines(house.root().resolve(readme))) {
            table = line.startsWith("|") ? tableOf(line).orElse(table) : "";
            if (table.equals(settings.head().substring(1, settings.head().length() - 1))) {
                named.addAll(keysOf(line));
            }
        }
        for (Setting key : settings.keys()) {
            if (!named.contains(key.id())) {
                findings.add(finding(
                        readme, "has no row for \"" + key.id() + "\" in a table headed `" + settings.head() + "`"));
            }
        }
    }

    private static Optional<String> tableOf(String line) {
        var head = TABLE_HEAD.matcher(line);
        return head.matches() ? Optional.of(head.group(1)) : Optional.empty();
    }

    /** The keys that the first cell of a row names; none in the head of a table. */
    private static Set<String> keysOf(String row) {
        var keys = new HashSet<String>();
        int end = row.indexOf('|', 1);
        var code = CODE.matcher(end < 0 ? "" : row.substring(1, end));
        while (code.find()) {
            if (KEY.matcher(code.group(1)).matches()) {
                keys.add(code.group(1));
            }
        }
        return keys;
    }

    /** One page, line by line: its examples, its tables of settings, and what its sentences mention. */
    private final class Page {
        private final String file;
        private final Map<String, Settings> known;
        private final List<Finding> findings;
        private boolean toml;
        private boolean fence;
        private String table = "";
        private int number;

        Page(String file, Map<String, Settings> known, List<Finding> findings) {
            this.file = file;
            this.known = known;
            this.findings = findings;
        }

        void read(List<String> lines) {
            for (String line : lines) {
                number++;
                if (line.strip().startsWith("```")) {
                    toml = !fence && line.strip().startsWith("```toml");
                    fence = !fence;
                    table = "";
                } else if (toml) {
                    example(line);
                } else if (!fence) {
                    prose(line);
                }
            }
        }

        private void example(String line) {
            var head = HEAD.matcher(line);
            var assignment = ASSIGNMENT.matcher(line);
            if (head.matches()) {
                table = head.group(1);
                known(table);
            } else if (assignment.matches() && !table.isEmpty()) {
                says(table, assignment.group(1), assignment.group(2));
            }
        }

        private void prose(String line) {
            table = line.startsWith("|") ? tableOf(line).orElse(table) : "";
            if (!table.isEmpty()) {
                keysOf(line).forEach(key -> says(table, key, ""));
            }
            var mention = INLINE.matcher(line);
            while (mention.find()) {
                known(mention.group(1));
                String said = Optional.ofNullable(mention.group(2))
                        .or(() -> Optional.ofNullable(mention.group(3)))
                        .orElse("")
                        .replace("`", "")
                        .strip();
                if (!said.isEmpty()) {
                    String[] parts = said.split(" *= *", 2);
                    says(mention.group(1), parts[0], parts.length == 1 ? "" : parts[1]);
                }
            }
        }

        private Optional<Settings> settings(String path) {
            var exact = Optional.ofNullable(known.get(path)).filter(settings -> !settings.several());
            int dot = path.lastIndexOf('.');
            return exact.or(() -> dot < 0
                    ? Optional.empty()
                    : Optional.ofNullable(known.get(path.substring(0, dot))).filter(Settings::several));
        }

        private void known(String path) {
            if (settings(path).isEmpty()) {
                findings.add(finding(file + ":" + number, "no bundle knows table [" + path + "]"));
            }
        }

        private void says(String path, String key, String value) {
            settings(path).ifPresent(settings -> {
                if (settings.several() && key.equals("enabled")) {
                    return;
                }
                var setting = settings.key(key);
                if (setting.isEmpty()) {
                    findings.add(finding(file + ":" + number, "[" + path + "] has no key \"" + key + "\""));
                } else if (!value.isEmpty()
                        && !setting.get()
                                .objection(value.replaceAll(" +#.*", ""))
                                .isEmpty()) {
                    var objection = setting.get().objection(value.replaceAll(" +#.*", ""));
                    findings.add(finding(file + ":" + number, "[" + path + "] \"" + key + "\" " + objection));
                }
            });
        }
    }
}
