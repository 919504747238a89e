package org.mailbay.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Links between pages of the house lead somewhere: to a file that is there, and to a heading that it has. */
final class LinksRule implements Rule {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.*?) *$");

    private final Map<Path, Set<String>> headings = new HashMap<>();

    @Override
    public String name() {
        return "links";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (Path page : Pages.of(house.root())) {
            int number = 0;
            boolean fence = false;
            for (String line : House.lines(page)) {
                number++;
                fence ^= line.strip().startsWith("```");
                var link = LINK.matcher(fence ? "" : line.replaceAll("`[^`]*`", ""));
                while (link.find()) {
                    if (!ELSEWHERE.matcher(link.group(1)).matches() && !leads(page, link.group(1))) {
                        findings.add(finding(house.relative(page) + ":" + number, "leads nowhere: " + link.group(1)));
                    }
                }
            }
        }
        return findings;
    }

    private boolean leads(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0
                || !target.toString().endsWith(".md")
                || headings.computeIfAbsent(target, LinksRule::headings).contains(link.substring(hash + 1));
    }

    /** The anchors that a page's headings have on code hosts: small, without punctuation, with dashes for blanks. */
    private static Set<String> headings(Path page) {
        var anchors = new HashSet<String>();
        for (String line : House.lines(page)) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }
}
