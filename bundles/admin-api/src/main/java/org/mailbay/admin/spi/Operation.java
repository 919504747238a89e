package org.mailbay.admin.spi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be asked of a resource, as it is declared: from this the server checks requests, and the OpenAPI document, the
 * command line and the console are made.
 *
 * {@snippet :
 * Operation.post("", "createAccount", "Makes a user")
 *         .takes(NEW_ACCOUNT)
 *         .answers(ACCOUNT)
 *         .needs(Need.tenant("accounts.write"))
 *         .by(this::create)
 * }
 */
public final class Operation {
    /** What a caller should know before. */
    public enum Trait {
        /** Something is lost: the console and the command line ask first. */
        DANGEROUS,
        /** May take minutes or hours. */
        SLOW,
        /** Its answer has {@code items}, and {@code next} for the page after: parameters {@code limit}, {@code after}. */
        PAGED,
        /** Its answer has a secret, which is shown this once. */
        SECRET_ANSWER
    }

    /**
     * A body that is no JSON.
     *
     * @param type of media, such as {@code application/java-archive}
     * @param maxBytes from 1; longer ones are refused with 413
     */
    public record Content(String type, long maxBytes) {}

    private final Verb verb;
    private final Template path;
    private final String id;
    private final String summary;
    private final Need need;
    private final List<Parameter> parameters;
    private final Shape.@Nullable Fields takes;
    private final @Nullable Content content;
    private final Shape answers;
    private final Set<Trait> traits;
    private final Handler handler;

    private Operation(Draft draft, Template path, Need need, Handler handler) {
        verb = draft.verb;
        this.path = path;
        id = draft.id;
        summary = draft.summary;
        this.need = need;
        parameters = List.copyOf(draft.parameters);
        takes = draft.takes;
        content = draft.content;
        answers = draft.answers;
        traits = Set.copyOf(draft.traits);
        this.handler = handler;
    }

    /** Shows something; see {@link Draft} for what else is to be said. */
    public static Draft get(String path, String id, String summary) {
        return new Draft(Verb.GET, path, id, summary);
    }

    /** Makes something, or does something. */
    public static Draft post(String path, String id, String summary) {
        return new Draft(Verb.POST, path, id, summary);
    }

    /** Makes something what the body says. */
    public static Draft put(String path, String id, String summary) {
        return new Draft(Verb.PUT, path, id, summary);
    }

    /** Changes some fields of something. */
    public static Draft patch(String path, String id, String summary) {
        return new Draft(Verb.PATCH, path, id, summary);
    }

    /** Removes something. */
    public static Draft delete(String path, String id, String summary) {
        return new Draft(Verb.DELETE, path, id, summary);
    }

    public Verb verb() {
        return verb;
    }

    /** Below the resource's own path. */
    public Template path() {
        return path;
    }

    /** OpenAPI's {@code operationId}: unique, camelCase, a verb first; the command line's words come from it. */
    public String id() {
        return id;
    }

    /** One line for people. */
    public String summary() {
        return summary;
    }

    public Need need() {
        return need;
    }

    /** What the query may have. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The JSON body; null when there is none. */
    public Shape.@Nullable Fields takes() {
        return takes;
    }

    /** The body that is no JSON; null when there is none. */
    public @Nullable Content content() {
        return content;
    }

    /** The body of the answer. */
    public Shape answers() {
        return answers;
    }

    public Set<Trait> traits() {
        return traits;
    }

    /**
     * Checks a request against what is declared, and answers it.
     *
     * @throws AdminProblem when it is refused: 403 for the role or the scope, 400 for parameters and body
     */
    public AdminResponse perform(AdminRequest request) throws AdminProblem, IOException {
        need.check(request.actor());
        List<Fault> faults = new ArrayList<>();
        request.query().forEach((name, text) -> faults.addAll(check(name, text)));
        if (takes != null) {
            faults.addAll(takes.check(request.body()));
        } else if (!request.body().isEmpty()) {
            faults.addAll(Shape.object().check(request.body()));
        }
        if (!faults.isEmpty()) {
            Fault first = faults.getFirst();
            throw new AdminProblem(
                    400,
                    first.code().equals("unknown-field") ? first.code() : "malformed",
                    (first.at().isEmpty() ? "" : first.at() + ": ") + first.detail(),
                    faults);
        }
        return handler.handle(request);
    }

    private List<Fault> check(String name, String text) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.check(text);
            }
        }
        String known =
                String.join(", ", parameters.stream().map(Parameter::name).toList());
        return List.of(Fault.query(
                name.length() > 100 ? name.substring(0, 100) : name,
                "unknown-parameter",
                "There is no such parameter; there " + (known.isEmpty() ? "are none." : "are: " + known + ".")));
    }

    /** An operation of which not everything has been said. */
    public static final class Draft {
        private final Verb verb;
        private final String path;
        private final String id;
        private final String summary;
        private final List<Parameter> parameters = new ArrayList<>();
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private @Nullable Need need;
        private Shape.@Nullable Fields takes;
        private @Nullable Content content;
        private Shape answers = Shape.anything();

        private Draft(Verb verb, String path, String id, String summary) {
            if (!id.matches("[a-z]+[A-Z0-9][A-Za-z0-9]*|[a-z]+")) {
                throw new IllegalArgumentException("operation id " + id);
            }
            this.verb = verb;
            this.path = path;
            this.id = id;
            this.summary = summary;
        }

        /** Who may ask; has to be said. */
        public Draft needs(Need who) {
            need = who;
            return this;
        }

        /** A JSON body; that of a PATCH may lack every field. */
        public Draft takes(Shape.Fields shape) {
            takes = verb == Verb.PATCH ? shape.patch() : shape;
            return this;
        }

        /** A body that is no JSON, in memory. */
        public Draft takesBytes(String type, long maxBytes) {
            content = new Content(type, maxBytes);
            return this;
        }

        /** The body of the answer; tests fail when an answer has another. */
        public Draft answers(Shape shape) {
            answers = shape;
            return this;
        }

        /** {@code {"items": […], "next": …}}, and the parameters {@code limit} and {@code after}: {@link AdminResponse#page}. */
        public Draft pages(Shape item) {
            traits.add(Trait.PAGED);
            answers = Shape.object(
                    Shape.field("items", Shape.list(item), "in the order of the server"),
                    Shape.optional("next", Shape.text(), "as \"after\", it asks for what follows; missing at the end"));
            return query("limit", Shape.number(1, AdminRequest.MOST_ITEMS), "how many at most")
                    .query("after", Shape.text(), "what the page before gave as \"next\"");
        }

        /** A parameter of the query, which may always be missing. */
        public Draft query(String name, Shape shape, String description) {
            parameters.add(new Parameter(name, shape, description));
            return this;
        }

        /** Something is lost by it. */
        public Draft dangerous() {
            traits.add(Trait.DANGEROUS);
            return this;
        }

        /** It may take minutes or hours. */
        public Draft slow() {
            traits.add(Trait.SLOW);
            return this;
        }

        /** The answer has a secret, which is shown this once and kept nowhere. */
        public Draft answersSecret() {
            traits.add(Trait.SECRET_ANSWER);
            return this;
        }

        /** The operation, done by a handler. */
        public Operation by(Handler handler) {
            if (need == null) {
                throw new IllegalStateException(id + " does not say who may ask");
            }
            if (takes != null && content != null || verb == Verb.GET && (takes != null || content != null)) {
                throw new IllegalStateException(id + " cannot take that body");
            }
            return new Operation(this, Template.of(path), need, handler);
        }
    }

    @Override
    public String toString() {
        return verb + " " + path + " (" + id + ")";
    }

    /** Finds the operation of a request among some; of two, the one whose path is more exact. */
    static Asked find(List<Operation> operations, Verb verb, List<String> path) throws AdminProblem {
        Set<Verb> allowed = EnumSet.noneOf(Verb.class);
        Asked found = null;
        for (Operation operation : operations) {
            Map<String, String> variables = operation.path.match(path).orElse(null);
            if (variables != null) {
                allowed.add(operation.verb);
                if (operation.verb == verb && (found == null || operation.path.compareTo(found.operation().path) < 0)) {
                    found = new Asked(operation, variables);
                }
            }
        }
        if (found != null) {
            return found;
        }
        throw allowed.isEmpty()
                ? AdminProblem.notFound("There is nothing of this name.")
                : new AdminProblem(405, "method-not-allowed", "This can only be asked with " + allowed + ".");
    }

    /** An operation, and the values of its path. */
    record Asked(Operation operation, Map<String, String> variables) {}
}
