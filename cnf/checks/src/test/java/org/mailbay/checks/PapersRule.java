package org.mailbay.checks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Every bundle says in one sentence what it is, the same in README, pom and manifest, and under which licence. */
final class PapersRule implements Rule {

    private static final Pattern DESCRIPTION = Pattern.compile("<description>(.*?)</description>", Pattern.DOTALL);
    private static final String APACHE_SHA256 = "c274f80372d90c012937370f0e1f15087d22e308ef98b27cea5dc0d2d088366c";

    @Override
    public String name() {
        return "papers";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            var folder = house.root().resolve(room.folder());
            sentence(room, folder, findings);
            licence(room, folder, findings);
        }
        return findings;
    }

    private void sentence(Room room, Path folder, List<Finding> findings) {
        var pom = DESCRIPTION.matcher(text(folder.resolve("pom.xml")));
        if (!pom.find()) {
            findings.add(finding(room.folder() + "/pom.xml", "add <description>, the bundle's one sentence"));
            return;
        }
        var sentence = plain(unescape(pom.group(1)));
        var readme = folder.resolve("README.md");
        var first =
                Files.exists(readme) ? House.lines(readme).stream().findFirst().orElse("") : "";
        if (first.isEmpty()) {
            findings.add(finding(room.folder() + "/README.md", "write it: first line '" + sentence + "'"));
        } else if (!plain(first).equals(sentence)) {
            findings.add(finding(
                    room.folder() + "/README.md:1", "is '" + plain(first) + "', the pom says '" + sentence + "'"));
        }
        var header = room.header("Bundle-Description");
        if (header == null || !plain(header).equals(sentence)) {
            findings.add(finding(
                    room.folder() + "/target/classes/META-INF/MANIFEST.MF",
                    "Bundle-Description is '" + header + "', the pom says '" + sentence + "'"));
        }
    }

    private void licence(Room room, Path folder, List<Finding> findings) {
        var declared = String.valueOf(room.header("Bundle-License"));
        boolean apache = room.kind().apache(declared);
        var wanted = apache ? "Apache-2.0" : "AGPL-3.0-or-later";
        if (!declared.contains(wanted)) {
            findings.add(finding(
                    room.folder() + "/bnd.bnd",
                    "Bundle-License is " + declared + ": kind " + room.kind().word() + " says " + wanted));
        }
        var file = folder.resolve("LICENSE");
        if (apache && !(Files.exists(file) && sha256(file).equals(APACHE_SHA256))) {
            findings.add(finding(room.folder() + "/LICENSE", "copy the Apache text, LICENSE of bundles/store-api"));
        }
        if (!apache && Files.exists(file)) {
            findings.add(finding(room.folder() + "/LICENSE", "remove it: the server's licence stands at the root"));
        }
    }

    /** Without markup, so that a heading may put a name in code style. */
    private static String plain(String line) {
        return line.replaceAll("[#*`_]", "").replaceAll("\\s+", " ").strip();
    }

    private static String unescape(String xml) {
        return xml.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static String text(Path file) {
        return String.join("\n", House.lines(file));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", House.lines(file)).strip().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
