package org.mailbay.itests.transcripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Markdown file: its scenes, each under a heading, with the blocks in it that do something.
 *
 * @param configuration of the server it is about, beside the usual one; empty for none
 */
record Transcript(Path file, String title, String configuration, List<Scene> scenes) {
    private static final Set<String> ACTIVE = Set.of(
            "json request",
            "json response",
            "http request",
            "http response",
            "eml deliver",
            "eml upload",
            "http stream",
            "event receive",
            "websocket open",
            "json send",
            "json receive",
            "push receive",
            "push none",
            "toml server");

    /** What one heading tells. */
    record Scene(String title, List<Block> blocks) {}

    /** The transcripts below {@code folder}, by name; a file without a request is none. */
    static List<Transcript> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".md")
                            && !file.getFileName().toString().equals("README.md"))
                    .sorted()
                    .toList();
        }
        List<Transcript> transcripts = new ArrayList<>();
        for (Path file : files) {
            Transcript transcript = read(file);
            if (!transcript.scenes.isEmpty()) {
                transcripts.add(transcript);
            }
        }
        return transcripts;
    }

    static Transcript read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String title = file.getFileName().toString();
        String scene = title;
        String configuration = "";
        Map<String, List<Block>> scenes = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("# ")) {
                title = line.substring(2).strip();
                scene = title;
            } else if (line.startsWith("##")) {
                scene = line.replaceFirst("#+", "").strip();
            } else if (line.startsWith("```")) {
                int from = i + 1;
                for (i = from; i < lines.size() && !lines.get(i).equals("```"); i++) {}
                if (i == lines.size()) {
                    throw new IOException(file + ":" + from + ": a block without an end");
                }
                Block block = block(line.substring(3).strip(), lines.subList(from, i), file + ":" + from);
                if (block != null && block.is("toml", "server")) {
                    configuration = block.text() + "\n";
                } else if (block != null) {
                    scenes.computeIfAbsent(scene, name -> new ArrayList<>()).add(block);
                }
            }
        }
        List<Scene> list = new ArrayList<>();
        scenes.forEach((name, blocks) -> list.add(new Scene(name, List.copyOf(blocks))));
        return new Transcript(file, title, configuration, list);
    }

    /** Null for a block that is only shown. */
    private static Block block(String info, List<String> lines, String where) throws IOException {
        String[] words = info.split(" +");
        if (words.length < 2) {
            return null;
        }
        if (!ACTIVE.contains(words[0] + " " + words[1])) {
            throw new IOException(where + ": no such block: " + info); // a misspelt one must not be passed over
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            options.put(
                    equals < 0 ? words[i] : words[i].substring(0, equals),
                    equals < 0 ? "" : words[i].substring(equals + 1));
        }
        return new Block(words[0], words[1], options, String.join("\n", lines), where);
    }
}
