package org.mailbay.routing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mailbay.admin.spi.Actor;
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
    private static final String TO_READ = "routing.read";
    private static final String TO_WRITE = "routing.write";
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
                .needs(Need.domain(TO_READ))
                .by(request -> AdminResponse.ok(counts(request.actor()))));
        for (Kind kind : Kind.values()) {
            Need toRead = kind == Kind.ROUTE ? Need.system(TO_READ) : Need.domain(TO_READ);
            Need toWrite = kind == Kind.ROUTE ? Need.system(TO_WRITE) : Need.domain(TO_WRITE);
            Form form = Form.of(kind);
            String one = kind.plural() + "/{name}";
            operations.add(Operation.get(kind.plural(), "list" + form.plural(), "Lists the " + form.words())
                    .pages(form.shown())
                    .needs(toRead)
                    .by(request -> list(kind, request)));
            operations.add(Operation.get(one, "get" + form.singular(), "Shows one of the " + form.words())
                    .answers(form.shown())
                    .needs(toRead)
                    .by(request -> show(kind, request)));
            operations.add(Operation.put(one, "put" + form.singular(), "Makes or changes one of the " + form.words())
                    .takes(form.taken())
                    .answers(form.shown())
                    .needs(toWrite)
                    .by(request -> put(kind, request)));
            operations.add(Operation.delete(one, "delete" + form.singular(), "Removes one of the " + form.words())
                    .answers(Shape.object(Shape.field("name", Shape.text(), "as asked")))
                    .needs(toWrite)
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
                        .needs(Need.domain(TO_READ))
                        .by(request -> members(kind, request)),
                Operation.post(path, "change" + form.singular() + "Members", "Adds and removes members")
                        .takes(Shape.object(
                                Shape.optional("add", Form.ADDRESSES, "who becomes a member"),
                                Shape.optional("remove", Form.ADDRESSES, "who is no member any more")))
                        .answers(form.shown())
                        .needs(Need.domain(TO_WRITE))
                        .by(request -> changeMembers(kind, request)));
    }

    private static Rule known(Book book, Kind kind, String name) throws AdminProblem {
        Rule rule = book.rule(kind, name);
        if (rule == null) {
            throw none(kind, name);
        }
        return rule;
    }

    /** To who does not see it, it is not there. */
    private static AdminProblem none(Kind kind, String name) {
        return AdminProblem.notFound("There is no " + kind.code() + ' ' + name + '.');
    }

    private String seen(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        String name = name(kind, request);
        if (!router.owners().sees(request.actor(), kind, name)) {
            throw none(kind, name);
        }
        return name;
    }

    private Map<String, Object> counts(Actor actor) throws IOException {
        Book book = router.book();
        Owners owners = router.owners();
        Map<String, Object> counts = new LinkedHashMap<>();
        int members = 0;
        for (Kind kind : Kind.values()) {
            int count = 0;
            for (Rule rule : book.all(kind)) {
                if (owners.sees(actor, kind, rule.name())) {
                    count++;
                    members += book.members(rule).size();
                }
            }
            counts.put(kind.plural(), count);
        }
        counts.put(MEMBERS, members);
        return counts;
    }

    private AdminResponse list(Kind kind, AdminRequest request) throws IOException {
        Book book = router.book();
        Owners owners = router.owners();
        List<Map<String, Object>> rows = new ArrayList<>();
        String next = null;
        for (Rule rule : book.after(kind, request.after())) {
            if (!owners.sees(request.actor(), kind, rule.name())) {
                continue;
            }
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
        return AdminResponse.ok(show(known(book, kind, seen(kind, request)), book));
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
        List<String> all = List.copyOf(new TreeSet<>(book.members(known(book, kind, seen(kind, request)))));
        return AdminResponse.page(request, all, member -> member, member -> member);
    }

    private AdminResponse put(Kind kind, AdminRequest request) throws AdminProblem, IOException {
        String name = name(kind, request);
        Rule rule = Form.read(kind, name, request);
        boolean isNew = router.<Boolean, AdminProblem>change((rules, system, book, directory) -> {
            if (!new Owners(directory).sees(request.actor(), kind, name)) {
                throw Checks.notOurs(Owners.domain(kind, name));
            }
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
        String name = seen(kind, request);
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
        String name = seen(kind, request);
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
