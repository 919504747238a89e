package org.mailbay.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * A configuration table: what the metatype of a built bundle says of a component, and what its component description says of changes.
 *
 * @param table its path in the file, which is the configuration's PID
 * @param several whether there can be several, each a table {@code [table.NAME]}
 * @param bundle the folder below {@code bundles/}
 * @param inPlace whether the component takes a change without starting anew
 * @param onRequest whether the component works only when the file has the table
 * @param shipped whether the bundle is in the assembled server
 */
record Settings(
        String table,
        boolean several,
        String bundle,
        String description,
        List<Setting> keys,
        boolean inPlace,
        boolean onRequest,
        boolean shipped) {

    /** Every table that the built bundles of a folder know, by its path. */
    static List<Settings> read(Path root, String folder) throws IOException {
        var tables = new TreeMap<String, Settings>();
        if (!Files.isDirectory(root.resolve(folder))) {
            return List.of();
        }
        try (var list = Files.list(root.resolve(folder))) {
            for (Path bundle : list.sorted().toList()) {
                for (Settings settings : bundle(root, bundle)) {
                    tables.put(settings.table(), settings);
                }
            }
        }
        return List.copyOf(tables.values());
    }

    Optional<Setting> key(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** The head of a table in the file. */
    String head() {
        return "[" + table + (several ? ".NAME]" : "]");
    }

    private static List<Settings> bundle(Path root, Path bundle) throws IOException {
        Path output = bundle.resolve("target/classes/OSGI-INF");
        String name = bundle.getFileName().toString();
        boolean shipped = Files.exists(root.resolve("runtime/target/mailbay/bundles/org.mailbay." + name + ".jar"));
        var components = files(output).stream()
                .map(Settings::parse)
                .map(Document::getDocumentElement)
                .toList();
        var settings = new ArrayList<Settings>();
        for (Path file : files(output.resolve("metatype"))) {
            Document document = parse(file);
            for (Element designate : elements(document.getDocumentElement(), "Designate")) {
                boolean several = designate.hasAttribute("factoryPid");
                String pid = designate.getAttribute(several ? "factoryPid" : "pid");
                var configured = components.stream()
                        .filter(component ->
                                component.getAttribute("configuration-pid").equals(pid))
                        .toList();
                boolean inPlace = !configured.isEmpty()
                        && configured.stream().allMatch(component -> component.hasAttribute("modified"));
                boolean onRequest = !configured.isEmpty()
                        && configured.stream()
                                .allMatch(component -> component
                                        .getAttribute("configuration-policy")
                                        .equals("require"));
                Element declared =
                        elements(document.getDocumentElement(), "OCD").getFirst();
                var keys = elements(declared, "AD").stream().map(Settings::key).toList();
                settings.add(new Settings(
                        pid,
                        several,
                        name,
                        declared.getAttribute("description"),
                        keys,
                        inPlace,
                        onRequest && !several,
                        shipped));
            }
        }
        return settings;
    }

    private static Setting key(Element declared) {
        var kind = Setting.Kind.of(declared.getAttribute("type"));
        String id = declared.getAttribute("id");
        String lower = id.toLowerCase(Locale.ROOT);
        boolean secret = lower.contains("password") || lower.contains("secret") || lower.contains("token");
        boolean list = !List.of("", "0").contains(declared.getAttribute("cardinality"));
        return new Setting(
                id,
                secret && kind == Setting.Kind.TEXT ? Setting.Kind.SECRET : kind,
                list,
                !list
                        && !declared.hasAttribute("default")
                        && !declared.getAttribute("required").equals("false"),
                declared.getAttribute("default"),
                declared.getAttribute("min"),
                declared.getAttribute("max"),
                elements(declared, "Option").stream()
                        .map(option -> option.getAttribute("value"))
                        .toList(),
                declared.getAttribute("description"));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var list = Files.list(folder)) {
            return list.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private static Document parse(Path file) {
        try {
            return DocumentBuilderFactory.newNSInstance().newDocumentBuilder().parse(file.toFile());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    private static List<Element> elements(Element in, String name) {
        var nodes = in.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
