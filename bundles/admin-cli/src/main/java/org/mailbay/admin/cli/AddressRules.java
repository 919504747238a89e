package org.mailbay.admin.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.cli.AdminClient.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code address …}: where mail goes. */
@Command(
        name = "address",
        description = "Aliases, groups, lists, forwards, catch-alls, routes to relay hosts, rights to send.",
        mixinStandardHelpOptions = true)
final class AddressRules {
    private static final String ROUTING = "routing";
    private static final String MEMBERS = "members";
    private static final int STEP = 5_000;

    /** What a rule is about. */
    enum Kind {
        ALIAS("aliases", "to"),
        GROUP("groups", ""),
        LIST("lists", "owners"),
        FORWARD("forwards", "to"),
        CATCH_ALL("catch-alls", "to"),
        ROUTE("routes", "via"),
        GRANT("grants", "to");

        private final String path;
        private final String values;

        Kind(String path, String values) {
            this.path = path;
            this.values = values;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Command(description = "Lists the rules of a kind, or shows one.", mixinStandardHelpOptions = true)
    void show(
            @Parameters(paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}") Kind kind,
            @Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name)
            throws Failure {
        if (name != null) {
            print(main.client().get(ROUTING, kind.path, name));
            return;
        }
        JsonNode all = main.client().list(ROUTING, kind.path);
        if (main.isJson()) {
            main.print(all, "");
        } else {
            all.get("items").forEach(this::print);
        }
    }

    private void print(JsonNode rule) {
        main.print(rule, "", "name", "to", "via", "owners", "keep", "posting", MEMBERS);
    }

    @Command(
            description =
                    "Makes or changes a rule: an alias and its addresses, a list and its owners, a user and where "
                            + "the mail goes, a domain and who gets what is nobody's, a domain and its relay host, an address "
                            + "and who may send as it.",
            mixinStandardHelpOptions = true)
    void set(
            @Parameters(paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}") Kind kind,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "VALUE", arity = "0..*") @Nullable List<String> given,
            @Option(names = "--no-copy", description = "Of a forward: the user gets nothing.") boolean noCopy,
            @Option(names = "--posting", description = "Of a group or list: anyone, local, members, owners.") @Nullable
                    String posting)
            throws Failure {
        List<String> values = given == null ? List.of() : given;
        Map<String, Object> body = new LinkedHashMap<>();
        if (kind == Kind.ROUTE) {
            body.put(kind.values, values.isEmpty() ? "" : values.getFirst());
        } else if (!kind.values.isEmpty()) {
            body.put(kind.values, values);
        } else if (!values.isEmpty()) {
            throw new Failure("A group is made without members; then: address add group " + name + " MEMBER...");
        }
        if (kind == Kind.FORWARD) {
            body.put("keep", !noCopy);
        }
        if (posting != null) {
            body.put("posting", posting);
        }
        print(main.client().put(body, ROUTING, kind.path, name));
    }

    @Command(description = "Removes a rule.", mixinStandardHelpOptions = true)
    void remove(
            @Parameters(paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}") Kind kind,
            @Parameters(paramLabel = "NAME") String name)
            throws Failure {
        print(main.client().delete(ROUTING, kind.path, name));
    }

    @Command(description = "Lists the members of a group or list.", mixinStandardHelpOptions = true)
    void members(
            @Parameters(paramLabel = "KIND", description = "group or list") Kind kind,
            @Parameters(paramLabel = "NAME") String name)
            throws Failure {
        JsonNode all = main.client().list(ROUTING, kind.path, name, MEMBERS);
        if (main.isJson()) {
            main.print(all, "");
        } else {
            all.get("items").forEach(member -> main.say(member.asString()));
        }
    }

    @Command(description = "Adds members to a group or list.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "KIND", description = "group or list") Kind kind,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "MEMBER", arity = "1..*") List<String> members)
            throws Failure {
        change("add", kind, name, members);
    }

    @Command(description = "Takes members out of a group or list.", mixinStandardHelpOptions = true)
    void drop(
            @Parameters(paramLabel = "KIND", description = "group or list") Kind kind,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "MEMBER", arity = "1..*") List<String> members)
            throws Failure {
        change("remove", kind, name, members);
    }

    private void change(String what, Kind kind, String name, List<String> members) throws Failure {
        for (int from = 0; from < members.size(); from += STEP) {
            List<String> step = members.subList(from, Math.min(members.size(), from + STEP));
            JsonNode list = main.client().post(Map.of(what, step), ROUTING, kind.path, name, MEMBERS);
            if (from + STEP >= members.size()) {
                print(list);
            }
        }
    }
}
