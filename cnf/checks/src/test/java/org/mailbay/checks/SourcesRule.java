package org.mailbay.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Source files: short, without promises and without suppressed checks. */
final class SourcesRule implements Rule {

    static final int MAX_LINES = 500;

    private static final Pattern CODE = Pattern.compile(".*\\.(java|js|mjs|css|html|sh|py|xml|bnd)");
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", "data");

    // Spelled in pieces so that this file obeys its own rule.
    private static final Pattern PROMISE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b(?!.*#\\d)");
    private static final Pattern SUPPRESSION = Pattern.compile(
            "spotless:" + "off|@formatter:" + "off|NO" + "PMD|no" + "inspection |CHECKSTYLE:" + "OFF|NO" + "SONAR");
    // Generics that Java cannot express, and nothing else.
    private static final Pattern ANNOTATION =
            Pattern.compile("@Suppress" + "Warnings\\((?!\"(unchecked|rawtypes)\"\\)|\\{\"unchecked\", \"rawtypes\"})");

    @Override
    public String name() {
        return "sources";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var file : code(house.root())) {
            var lines = House.lines(file);
            var name = house.relative(file);
            if (lines.size() > MAX_LINES) {
                findings.add(finding(name, "has " + lines.size() + " lines: split it, " + MAX_LINES + " is the limit"));
            }
            for (int i = 0; i < lines.size(); i++) {
                var where = name + ":" + (i + 1);
                if (PROMISE.matcher(lines.get(i)).find()) {
                    findings.add(finding(where, "a promise without an issue: do it, or write its number as #n"));
                }
                if (SUPPRESSION.matcher(lines.get(i)).find()
                        || ANNOTATION.matcher(lines.get(i)).find()) {
                    findings.add(finding(where, "no suppression of checks: change the code instead"));
                }
            }
        }
        return findings;
    }

    private static List<Path> code(Path root) {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(dir.getFileName().toString()) || dir.endsWith("src/test/resources")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (CODE.matcher(file.getFileName().toString()).matches()) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
