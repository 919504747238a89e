package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /admin/v1/routing}: {@code GET KIND} lists, {@code GET|PUT|DELETE KIND/NAME}; {@code GET|POST KIND/NAME/members} of groups and lists. KIND is
 * aliases, groups, lists, forwards, catch-alls, routes or grants.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=routing")
public final class RoutingResource implements AdminResource {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingResource.class);
    private static final int PAGE = 1_000;
    private static final String MEMBERS = "members";
    private static final String POSTING = "posting";

    private final AddressRouter router;

    @Activate
    public RoutingResource(@Reference AddressRouter router) {
        this.router = router;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        List<String> path = request.path();
        String method = request.method();
        if (path.isEmpty() && method.equals("GET")) {
            return AdminResponse.ok(counts());
        }
        Kind kind = path.isEmpty() ? null : Kind.ofPlural(path.getFirst()).orElse(null);
        if (kind == null) {
            throw new AdminProblem(
                    404, "not-found", "There are aliases, groups, lists, forwards, catch-alls, routes, grants.");
        }
        if (path.size() == 1 && method.equals("GET")) {
            return AdminResponse.ok(list(kind, request.query()));
        }
        if (path.size() == 2) {
            String name = Checks.name(kind, path.get(1));
            return switch (method) {
                case "GET" -> AdminResponse.ok(show(known(router.book(), kind, name), router.book()));
                case "PUT" -> put(kind, name, request);
                case "DELETE" -> remove(kind, name, request);
                default -> throw notAllowed();
            };
        }
        if (path.size() == 3 && path.get(2).equals(MEMBERS) && kind.hasMembers()) {
            String name = Checks.name(kind, path.get(1));
            return switch (method) {
                case "GET" -> AdminResponse.ok(members(known(router.book(), kind, name), request.query()));
                case "POST" -> changeMembers(kind, name, request);
                default -> throw notAllowed();
            };
        }
        throw path.size() == 1 ? notAllowed() : new AdminProblem(404, "not-found", "There is nothing of this name.");
    }

    private static AdminProblem notAllowed() {
        return new AdminProblem(405, "method-not-allowed", "This cannot be done here.");
    }

    private static Rule known(Book book, Kind kind, String name) throws AdminProblem {
        Rule rule = book.rule(kind, name);
        if (rule == null) {
            throw new AdminProblem(404, "not-found", "There is no " + kind.code() + ' ' + name + '.');
        }
        return rule;
    }

    private Map<String, Object> counts() throws IOException {
        Book book = router.book();
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            counts.put(kind.plural(), book.all(kind).size());
        }
        counts.put(MEMBERS, book.memberCount());
        return counts;
    }

    private Map<String, Object> list(Kind kind, Map<String, String> query) throws IOException {
        Book book = router.book();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Rule rule : book.after(kind, query.getOrDefault("after", ""))) {
            if (rows.size() == PAGE) {
                break;
            }
            rows.add(show(rule, book));
        }
        return Map.of(kind.plural(), rows, "isComplete", rows.size() < PAGE);
    }

    private static Map<String, Object> show(Rule rule, Book book) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", rule.name());
        switch (rule.kind()) {
            case ALIAS, CATCH_ALL, GRANT -> shown.put("to", rule.to());
            case FORWARD -> {
                shown.put("to", rule.to());
                shown.put("keep", rule.isKept());
            }
            case ROUTE -> shown.put("via", rule.to().getFirst());
            case GROUP, LIST -> {
                if (rule.kind() == Kind.LIST) {
                    shown.put("owners", rule.to());
                }
                shown.put(POSTING, rule.posting().code());
                shown.put(MEMBERS, book.members(rule).size());
            }
        }
        return shown;
    }

    private Map<String, Object> members(Rule rule, Map<String, String> query) throws IOException {
        List<String> page = new TreeSet<>(router.book().members(rule))
                .tailSet(query.getOrDefault("after", ""), false).stream()
                        .limit(PAGE)
                        .toList();
        return Map.of(MEMBERS, page, "isComplete", page.size() < PAGE);
    }

    private AdminResponse put(Kind kind, String name, AdminRequest request) throws AdminProblem, IOException {
        Rule rule = read(kind, name, request);
        boolean isNew = router.<Boolean, AdminProblem>change((rules, system, book, directory) -> {
            new Checks(book, directory, router.settings()).check(rule);
            return rules.put(system, rule);
        });
        LOG.info(
                "event=rule outcome={} kind={} name={} actor={}",
                isNew ? "made" : "changed",
                kind.code(),
                name,
                request.actor().name());
        Book book = router.book();
        return new AdminResponse(isNew ? 201 : 200, show(known(book, kind, name), book));
    }

    private static Rule read(Kind kind, String name, AdminRequest request) throws AdminProblem {
        return switch (kind) {
            case ALIAS, GRANT -> {
                request.only("to");
                yield Rule.of(kind, name, Checks.addresses(texts(request, "to"), false));
            }
            case CATCH_ALL -> {
                request.only("to");
                yield Rule.of(kind, name, Checks.addresses(texts(request, "to"), true));
            }
            case FORWARD -> {
                request.only("to", "keep");
                List<String> to = Checks.addresses(texts(request, "to"), false);
                if (!(request.body().getOrDefault("keep", true) instanceof Boolean keep)) {
                    throw new AdminProblem(400, "malformed-keep", "\"keep\" is true or false.");
                }
                yield new Rule(0, kind, name, to, keep, Posting.ANYONE);
            }
            case ROUTE -> {
                request.only("via");
                yield Rule.of(kind, name, List.of(request.text("via")));
            }
            case GROUP -> {
                request.only(POSTING);
                yield new Rule(0, kind, name, List.of(), false, posting(request, Posting.ANYONE));
            }
            case LIST -> {
                request.only("owners", POSTING);
                List<String> owners = Checks.addresses(texts(request, "owners"), false);
                yield new Rule(0, kind, name, owners, false, posting(request, Posting.MEMBERS));
            }
        };
    }

    private static Posting posting(AdminRequest request, Posting otherwise) throws AdminProblem {
        return Posting.ofCode(request.text(POSTING, otherwise.code()))
                .orElseThrow(() ->
                        new AdminProblem(400, "malformed-posting", "\"posting\" is anyone, local, members or owners."));
    }

    private static List<String> texts(AdminRequest request, String name) throws AdminProblem {
        List<String> texts = new ArrayList<>();
        if (request.body().getOrDefault(name, List.of()) instanceof Collection<?> values) {
            for (Object value : values) {
                if (!(value instanceof String text)) {
                    throw new AdminProblem(400, "malformed-" + name, "\"" + name + "\" is a list of texts.");
                }
                texts.add(text);
            }
            return texts;
        }
        throw new AdminProblem(400, "malformed-" + name, "\"" + name + "\" is a list of texts.");
    }

    private AdminResponse remove(Kind kind, String name, AdminRequest request) throws AdminProblem, IOException {
        boolean wasThere = router.<Boolean, IOException>change(
                (rules, system, book, directory) -> rules.remove(system, kind, name));
        if (!wasThere) {
            String why = router.book().rule(kind, name) == null ? "." : " but in the configuration.";
            throw new AdminProblem(404, "not-found", "There is no " + kind.code() + ' ' + name + why);
        }
        LOG.info(
                "event=rule outcome=removed kind={} name={} actor={}",
                kind.code(),
                name,
                request.actor().name());
        return AdminResponse.ok(Map.of("name", name));
    }

    private AdminResponse changeMembers(Kind kind, String name, AdminRequest request) throws AdminProblem, IOException {
        request.only("add", "remove");
        List<String> add = Checks.addresses(texts(request, "add"), false);
        List<String> remove = Checks.addresses(texts(request, "remove"), false);
        if (add.isEmpty() && remove.isEmpty()) {
            throw new AdminProblem(400, "missing-add", "\"add\" and \"remove\" are lists of addresses.");
        }
        router.<Boolean, AdminProblem>change((rules, system, book, directory) -> {
            Rule rule = known(book, kind, name);
            Set<String> members = book.members(rule);
            List<String> added =
                    add.stream().filter(address -> !members.contains(address)).toList();
            new Checks(book, directory, router.settings()).checkMembers(rule, added);
            rules.addMembers(system, rule.number(), added);
            rules.removeMembers(system, rule.number(), remove);
            return true;
        });
        LOG.info(
                "event=members kind={} name={} added={} removed={} actor={}",
                kind.code(),
                name,
                add.size(),
                remove.size(),
                request.actor().name());
        Book book = router.book();
        return AdminResponse.ok(show(known(book, kind, name), book));
    }
}
