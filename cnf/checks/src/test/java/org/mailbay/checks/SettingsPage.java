package org.mailbay.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configuration reference, written from what the built bundles declare. {@code ./mailbay reference} runs {@link #main}. */
final class SettingsPage {

    static final String FILE = "docs/operator/reference.md";

    private SettingsPage() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Files.writeString(root.resolve(FILE), text(root, Settings.read(root, "bundles")));
    }

    static String text(Path root, List<Settings> tables) throws IOException {
        var text = new StringBuilder("""
                # Every table and key of `etc/mailbay.toml`

                Written by `./mailbay reference` from what the bundles declare; do not edit it. How the file is read, and what happens when it is wrong: [configure.md](configure.md).

                A table is a component; one that ends in `NAME` stands for any number of them, each under a name of yours, and `enabled = false` in one takes it away. A key that is not written has the default.
                No change needs a restart of the server, except where a key says "Read at start". A change *in place* disturbs nobody; for the other tables the component starts anew with what depends on it:
                callers wait for it, and connections stay unless the table says otherwise.

                | table | bundle | |
                |---|---|---|
                """);
        for (Settings settings : tables) {
            text.append("| [`%s`](#%s) | %s | %s |%n"
                    .formatted(
                            settings.head(), anchor(settings.head()), settings.bundle(), cell(settings.description())));
        }
        for (Settings settings : tables) {
            table(settings, text);
        }
        brought(root, text);
        return text.toString().replace("\r\n", "\n");
    }

    private static void table(Settings settings, StringBuilder text) {
        text.append("\n## `").append(settings.head()).append("`\n\n");
        text.append(sentence(settings.description()));
        text.append("Bundle [")
                .append(settings.bundle())
                .append("](../../bundles/")
                .append(settings.bundle());
        text.append("/README.md)").append(settings.shipped() ? "" : ", which the server does not bring along");
        text.append(". Changes: ").append(settings.inPlace() ? "in place" : "the component starts anew");
        text.append(settings.onRequest() ? ". It works only when the file has the table.\n" : ".\n");
        text.append("\n| key | type | default | allowed | |\n|---|---|---|---|---|\n");
        for (Setting key : settings.keys()) {
            String type = key.unit().isEmpty() ? key.type() : key.type() + ", " + key.unit();
            String standard = key.required() ? "**required**" : "`" + key.standard() + "`";
            text.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(key.id(), type, standard, key.allowed(), cell(key.description())));
        }
    }

    /** Tables that bundles bring along in the same format; the file overlays them key by key. */
    private static void brought(Path root, StringBuilder text) throws IOException {
        text.append(
                "\n## What bundles bring along\n\nThese stand below your file: what it says of them counts, key by key.\n");
        if (!Files.isDirectory(root.resolve("bundles"))) {
            return;
        }
        try (var list = Files.list(root.resolve("bundles"))) {
            for (Path bundle : list.sorted().toList()) {
                Path file = bundle.resolve("src/main/resources/OSGI-INF/mailbay/defaults.toml");
                if (Files.exists(file)) {
                    text.append("\nBundle `").append(bundle.getFileName()).append("`:\n\n```toml\n");
                    text.append(Files.readString(file).strip()).append("\n```\n");
                }
            }
        }
    }

    private static String anchor(String head) {
        return head.replaceAll("[^A-Za-z0-9_-]", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String sentence(String description) {
        return description.isEmpty() ? "" : description + (description.endsWith(".") ? " " : ". ");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
