package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/routing}: the rules, by kind and name. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=routing")
public final class RoutingResource implements AdminResource {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingResource.class);
    private static final Need READ = Need.system("routing.read");
    private static final Need WRITE = Need.system("routing.write");
    private static final String MEMBERS = "members";
    private static final String POSTING = "posting";

    private final AddressRouter router;

    @Activate
    public RoutingResource(@Reference AddressRouter router) {
        this.router = router;
    }

    @Override
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        operations.add(Operation.get("", "getRouting", "Says how many rules of each kind there are")
                .answers(Shape.map(Shape.number()))
                .needs(READ)
                .by(_ -> AdminResponse.ok(counts())));
        for (Kind kind : Kind.values()) {
            Form form = Form.of(kind);
            String one = kind.plural() + "/{name}";
            operations.add(Operation.get(kind.plural(), "list" + form.plural(), "Lists the " + form.words())
                    .pages(form.shown())
                    .needs(READ)
                    .by(request -> list(kind, request)));
            operations.add(Operation.get(one, "get" + form.singular(), "Shows one of the " + form.words())
                    .answers(form.shown())
                    .needs(READ)
                    .by(request -> show(kind, request)));
            operations.add(Operation.put(one, "put" + form.singular(), "Makes or changes one of the " + form.words())
                    .takes(form.taken())
                    .answers(form.shown())
                    .needs(WRITE)
                    .by(request -> put(kind, request)));
            operations.add(Operation.delete(one, "delete" + form.singular(), "Removes one of the " + form.words())
                    .answers(Shape.object(Shape.field("name", Shape.text(), "as asked")))
                    .needs(WRITE)
                    .by(request -> remove(kind, request)));
            if (kind.hasMembers()) {
                operations.addAll(memberOperations(kind, form, one + '/' + MEMBERS));
            }
        }
        return operations;
    }

    private List<Operation> memberOperations(Kind kind, Form form, String path) {
        return List.of(
                Operation.get(
                                path,
                                "list" + form.singular() + "Members",
                                "Lists the members of one of the " + form.words())
                        .pages(Shape.text())
                        .needs(READ)
                        .by(request -> members(kind, request)),
                Operation.post(path, "change" + form.singular() + "Members", "Adds and removes members")
                        .takes(Shape.object(
                                Shape.optional("add", Form.ADDRESSES, "who becomes a member"),
                                Shape.optional("remove", Form.ADDRESSES, "who is no member any more")))
                        .answers(form.shown())
                        .needs(WRITE)
                        .by(request -> changeMembers(kind, request)));
    }

    private static Rule known(Book book, Kind kind, String name) throws AdminProblem {
        Rule rule = book.rule(kind, name);
        if (rule == null) {
            throw AdminProblem.notFound("There is no " + kind.code() + ' ' + name + '.');
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

    private AdminResponse list(Kind kind, AdminRequest request) throws IOException {
        Book book = router.book();
        List<Map<String, Object>> rows = new ArrayList<>();
        String next = null;
        for (Rule rule : book.after(kind, request.after())) {
            if (rows.size() == request.limit()) {
                next = String.valueOf(rows.getLast().get("name"));
                break;
            }
            rows.add(show(rule, book));
        }
        return AdminResponse.page(rows, next);
    }

    private AdminResponse show(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        Book book = router.book();
        return AdminResponse.ok(show(known(book, kind, name(kind, request)), book));
    }

    private static String name(Kind kind, AdminRequest request) throws AdminProblem {
        return Checks.name(kind, request.variable("name"));
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

    private AdminResponse members(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        Book book = router.book();
        List<String> all = List.copyOf(new TreeSet<>(book.members(known(book, kind, name(kind, request)))));
        return AdminResponse.page(request, all, member -> member, member -> member);
    }

    private AdminResponse put(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        String name = name(kind, request);
        Rule rule = Form.read(kind, name, request);
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

    private AdminResponse remove(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        String name = name(kind, request);
        boolean wasThere = router.<Boolean, IOException>change(
                (rules, system, book, directory) -> rules.remove(system, kind, name));
        if (!wasThere) {
            String why = router.book().rule(kind, name) == null ? "." : " but in the configuration.";
            throw AdminProblem.notFound("There is no " + kind.code() + ' ' + name + why);
        }
        LOG.info(
                "event=rule outcome=removed kind={} name={} actor={}",
                kind.code(),
                name,
                request.actor().name());
        return AdminResponse.ok(Map.of("name", name));
    }

    private AdminResponse changeMembers(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        String name = name(kind, request);
        List<String> add = Checks.addresses(request.texts("add"), false);
        List<String> remove = Checks.addresses(request.texts("remove"), false);
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
