package org.mailbay.admin.rest;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.TenantId;

/** A resource with some of everything: things of tenants. */
final class Things implements AdminResource {
    static final Shape.Fields THING = Shape.object(
            field("name", Shape.text(1, 20), "its name"),
            optional("size", Shape.number(0, 99), "how large"),
            optional("password", Shape.secret(1, 50), "to open it"),
            optional("tags", Shape.list(Shape.text(1, 5), 3), "words"));

    final Map<String, Map<String, Object>> all = new TreeMap<>();
    final Map<String, TenantId> owners = new TreeMap<>();
    final List<String> done = new ArrayList<>();

    /** Where a creation waits once it has begun; null: it does not. */
    @Nullable
    Gate gate;

    /** Holds whoever comes through until it is opened. */
    record Gate(CountDownLatch reached, CountDownLatch opened) {
        Gate() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }

        void pass() {
            reached.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listThings", "Lists things")
                        .pages(THING)
                        .needs(Need.tenant("things.read"))
                        .by(request -> AdminResponse.page(
                                request, List.copyOf(seen(request).keySet()), name -> name, all::get)),
                Operation.post("", "createThing", "Makes a thing")
                        .takes(THING)
                        .answers(THING)
                        .needs(Need.tenant("things.write"))
                        .by(this::create),
                Operation.get("{name}", "getThing", "Shows a thing")
                        .answers(THING)
                        .needs(Need.tenant("things.read"))
                        .by(request -> AdminResponse.ok(thing(request))),
                Operation.patch("{name}", "updateThing", "Changes a thing")
                        .takes(THING)
                        .answers(THING)
                        .needs(Need.tenant("things.write"))
                        .by(this::change),
                Operation.delete("{name}", "deleteThing", "Removes a thing")
                        .needs(Need.tenant("things.write"))
                        .dangerous()
                        .by(this::remove),
                Operation.post("{name}/key", "createKey", "Makes a key of a thing")
                        .answersSecret()
                        .needs(Need.tenant("things.write"))
                        .by(request -> AdminResponse.created(Map.of(
                                "key", "k" + done("key of " + thing(request).get("name"))))),
                Operation.post("load", "loadThings", "Takes things from a file")
                        .takesBytes("application/x-things", 100)
                        .needs(Need.system("things.write"))
                        .by(request -> AdminResponse.ok(Map.of("bytes", request.content().length))),
                Operation.post("count", "countThings", "Counts them, which takes long")
                        .slow()
                        .needs(Need.tenant("things.write"))
                        .by(this::count),
                Operation.post("break", "breakThings", "Fails")
                        .needs(Need.system("things.write"))
                        .by(this::fail));
    }

    private AdminResponse count(AdminRequest request) {
        request.progress().at(3, 4);
        if (gate != null) {
            gate.pass();
        }
        return AdminResponse.ok(Map.of("count", all.size()));
    }

    private int done(String what) {
        done.add(what);
        return done.size();
    }

    private AdminResponse fail(AdminRequest request) throws IOException {
        throw new IOException("broken " + done("break"));
    }

    private Map<String, Object> seen(AdminRequest request) {
        Map<String, Object> seen = new TreeMap<>(all);
        seen.keySet().removeIf(name -> !request.actor().seesTenant(owners.get(name)));
        return seen;
    }

    private Map<String, Object> thing(AdminRequest request) throws AdminProblem {
        if (!seen(request).containsKey(request.variable("name"))) {
            throw AdminProblem.notFound("There is no such thing.");
        }
        return all.get(request.variable("name"));
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem {
        if (gate != null) {
            gate.pass();
        }
        String name = request.text("name");
        if (all.containsKey(name)) {
            throw new AdminProblem(409, "exists", "There is one.");
        }
        done("create " + name);
        all.put(name, new LinkedHashMap<>(request.body()));
        TenantId tenant = request.actor().tenant();
        owners.put(name, tenant == null ? TenantId.SYSTEM : tenant);
        return AdminResponse.created(all.get(name));
    }

    private AdminResponse change(AdminRequest request) throws AdminProblem {
        Map<String, Object> changed = request.patched(thing(request));
        done("change " + request.variable("name"));
        all.put(request.variable("name"), changed);
        return AdminResponse.ok(changed);
    }

    private AdminResponse remove(AdminRequest request) throws AdminProblem {
        thing(request);
        all.remove(request.variable("name"));
        done("remove " + request.variable("name"));
        return AdminResponse.ok(Map.of());
    }
}
