package org.mailbay.admin.spi;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a resource without HTTP, as the server does: matched, checked and answered. For tests of resources.
 *
 * {@snippet :
 * Map<String, Object> user = Call.of("GET", "ann@example.org").to(resource);
 * }
 *
 * <p>An answer that is not as the operation declares it is an {@link AssertionError}.
 */
public final class Call {
    private final Verb verb;
    private final List<String> path;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private Actor actor = Actor.system("test");
    private Map<String, String> query = Map.of();
    private Map<String, Object> body = Map.of();
    private byte[] content = {};

    private Call(Verb verb, List<String> path) {
        this.verb = verb;
        this.path = path;
    }

    /** A call of the path below the resource's own, with slashes between its segments. */
    public static Call of(String verb, String path) {
        return of(verb, Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList());
    }

    /** A call of the path below the resource's own. */
    public static Call of(String verb, List<String> path) {
        return new Call(Verb.valueOf(verb), List.copyOf(path));
    }

    /** By somebody else than who may everything. */
    public Call by(Actor who) {
        actor = who;
        return this;
    }

    /** With a variable of the resource's own path. */
    public Call variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** With parameters of the query. */
    public Call query(Map<String, String> parameters) {
        query = parameters;
        return this;
    }

    /** With a JSON body. */
    public Call body(Map<String, Object> object) {
        body = object;
        return this;
    }

    /** With a body of bytes. */
    public Call content(byte[] bytes) {
        content = bytes;
        return this;
    }

    /** The body of the answer. */
    public Map<String, Object> to(AdminResource resource) throws AdminProblem, IOException {
        return answer(resource).body();
    }

    /** The answer. */
    public AdminResponse answer(AdminResource resource) throws AdminProblem, IOException {
        Operation.Asked asked = Operation.find(resource.operations(), verb, path);
        variables.putAll(asked.variables());
        AdminResponse answer = asked.operation().perform(new AdminRequest(actor, variables, query, body, content));
        List<Fault> faults = asked.operation().answers().check(answer.body());
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    asked.operation() + " answers otherwise than it declares: " + faults + " in " + answer.body());
        }
        return answer;
    }
}
