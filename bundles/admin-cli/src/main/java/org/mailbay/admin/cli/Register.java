package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of things of the server that can be told what it should be: it lists them, makes one, changes one.
 *
 * @param path where it lists them; its name, as well
 * @param key the field of an item that names it
 * @param list lists items
 * @param create makes an item
 * @param update changes an item, or makes one of this name; null when items cannot be changed
 * @param delete takes an item away; null when they stay
 * @param members lists of texts below an item that are added to and removed from, such as {@code members} of a group
 */
record Register(
        List<String> path,
        String key,
        Api.Operation list,
        Api.@Nullable Operation create,
        Api.@Nullable Operation update,
        Api.@Nullable Operation delete,
        List<String> members) {
    /** What a change of members says. */
    static final String ADD = "add";

    static final String REMOVE = "remove";

    /** What names an item when its path calls it otherwise. */
    private static final String NAME = "name";

    /** What others stand on comes first. */
    private static final List<String> FIRST = List.of("tenants", "domains", "accounts");

    /** What is whose who asks. */
    private static final String OWN = "self";

    String name() {
        return String.join("/", path);
    }

    /** The registers of a server, those first that the others need. */
    static List<Register> of(Api api) {
        List<Register> registers = new ArrayList<>();
        for (Api.Operation list : api.operations()) {
            if (list.verb().equals("GET")
                    && list.is("paged")
                    && !list.path().getFirst().equals(OWN)
                    && list.variables().isEmpty()) {
                of(api, list).ifPresent(registers::add);
            }
        }
        registers.sort(Comparator.<Register>comparingInt(register -> place(register.name()))
                .thenComparing(Register::name));
        return registers;
    }

    private static int place(String name) {
        int place = FIRST.indexOf(name);
        return place < 0 ? FIRST.size() : place;
    }

    private static Optional<Register> of(Api api, Api.Operation list) {
        Set<String> shown = new LinkedHashSet<>();
        Api.Field.of(list.answer().path("properties").path("items").path("items"))
                .forEach(field -> shown.add(field.name()));
        String key = api.operations().stream()
                .filter(operation -> isItem(operation, list.path()))
                .map(operation -> operation.variables().getFirst())
                .flatMap(variable -> Stream.of(variable, NAME))
                .filter(shown::contains)
                .findFirst()
                .orElse("");
        Api.Operation create = find(api, "POST", list.path(), false);
        Api.Operation put = find(api, "PUT", list.path(), true);
        Api.Operation patch = find(api, "PATCH", list.path(), true);
        if (key.isEmpty() || create == null && put == null) {
            return Optional.empty();
        }
        return Optional.of(new Register(
                list.path(),
                key,
                list,
                create,
                patch == null ? put : patch,
                find(api, "DELETE", list.path(), true),
                members(api, list.path())));
    }

    private static List<String> members(Api api, List<String> path) {
        return api.operations().stream()
                .filter(operation -> operation.verb().equals("POST"))
                .filter(operation -> operation.path().size() == path.size() + 2
                        && operation.path().subList(0, path.size()).equals(path)
                        && Api.isVariable(operation.path().get(path.size())))
                .filter(operation -> operation.fields().stream()
                        .map(Api.Field::name)
                        .collect(Collectors.toSet())
                        .equals(Set.of(ADD, REMOVE)))
                .map(operation -> operation.path().getLast())
                .toList();
    }

    private static boolean isItem(Api.Operation operation, List<String> path) {
        return operation.path().size() == path.size() + 1
                && operation.path().subList(0, path.size()).equals(path)
                && Api.isVariable(operation.path().getLast());
    }

    private static Api.@Nullable Operation find(Api api, String verb, List<String> path, boolean isItem) {
        return api.operations().stream()
                .filter(operation -> operation.verb().equals(verb))
                .filter(operation ->
                        isItem ? isItem(operation, path) : operation.path().equals(path))
                .filter(operation -> operation.media() == null)
                .findFirst()
                .orElse(null);
    }

    /** The path of an item, or of what is below it. */
    List<String> item(String item, String... below) {
        List<String> whole = new ArrayList<>(path);
        whole.add(item);
        whole.addAll(List.of(below));
        return whole;
    }

    /** What an item can be told when it is made. */
    List<Api.Field> creatable() {
        return create != null ? create.fields() : update == null ? List.of() : update.fields();
    }

    /** What an item can be told later. */
    List<Api.Field> changeable() {
        return update == null ? List.of() : update.fields();
    }

    /** Which fields say what an item should be: its key, and all that can be told, but for secrets. */
    Set<String> told() {
        Set<String> told = new LinkedHashSet<>();
        told.add(key);
        told.addAll(members);
        for (List<Api.Field> fields : List.of(creatable(), changeable())) {
            fields.stream().filter(field -> !field.isSecret()).forEach(field -> told.add(field.name()));
        }
        return told;
    }
}
