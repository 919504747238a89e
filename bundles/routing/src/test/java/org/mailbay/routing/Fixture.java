package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.local.FirstStart;
import org.mailbay.directory.local.StoredDirectory;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.store.AccountId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import org.osgi.framework.BundleContext;

/** A server with the domains here.example and also.example, and some users. */
final class Fixture implements AutoCloseable {
    static final String OUT = "far@there.example";

    final MemoryStore store = new MemoryStore();
    final StoredDirectory directory;
    Instant now = Instant.parse("2026-11-23T02:00:00Z");
    AddressRouter router;
    RoutingResource resource;

    Fixture(Map<String, Object> settings) throws IOException, DirectoryException {
        directory = new StoredDirectory(
                store.store(),
                new Attempts(Configurations.of(Attempts.Config.class, Map.of())),
                Configurations.of(
                        StoredDirectory.Config.class, Map.of("passwordMemoryKib", 8, "passwordIterations", 1)));
        // Has the first administrator made, whose name has no domain
        assertThat(new FirstStart(directory, (BundleContext) Proxy.newProxyInstance(
                                Fixture.class.getClassLoader(),
                                new Class<?>[] {BundleContext.class},
                                (proxy, method, arguments) -> null))
                        .get())
                .isNotEmpty();
        Tenant tenant = directory.createTenant("default");
        directory.createDomain(tenant.id(), "here.example");
        directory.createDomain(tenant.id(), "also.example");
        for (String name : List.of("ann", "bob", "cyd", "dan")) {
            user(name + "@here.example");
        }
        router = open(settings);
        resource = new RoutingResource(router);
    }

    void user(String address) throws IOException, DirectoryException {
        directory.createUser(address, "", Secret.of("secret of " + address));
    }

    AddressRouter open(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("patienceSeconds", 0);
        AddressRouter opened = new AddressRouter(Configurations.of(AddressRouter.Config.class, all), () -> now);
        store.listen(opened);
        opened.bindStore(store.store());
        opened.bindDirectory((Directory) directory);
        return opened;
    }

    Map<String, Object> ask(String method, String path, Map<String, Object> body) throws AdminProblem, IOException {
        return Call.of(method, path).body(body).to(resource);
    }

    Map<String, Object> ask(Actor actor, String method, String path, Map<String, Object> body)
            throws AdminProblem, IOException {
        return Call.of(method, path).by(actor).body(body).to(resource);
    }

    void alias(String name, String... to) throws AdminProblem, IOException {
        ask("PUT", "aliases/" + name, Map.of("to", List.of(to)));
    }

    void members(String path, String... members) throws AdminProblem, IOException {
        ask("POST", path + "/members", Map.of("add", List.of(members)));
    }

    Routing route(String recipient) {
        return router.route("sender@there.example", recipient);
    }

    /** Where it goes, in order: mailboxes as user/address, others as address. */
    List<String> to(String recipient) {
        return to("sender@there.example", recipient);
    }

    List<String> to(String sender, String recipient) {
        return switch (router.route(sender, recipient)) {
            case Routing.Ours(List<Target> targets, List<String> ignored) ->
                targets.stream().map(Fixture::show).sorted().collect(Collectors.toList());
            case Routing.Elsewhere(Target.Remote target, List<String> ignored) ->
                List.of("elsewhere " + target.address());
            case Routing.Refused(String status, String ignored, List<String> steps) -> List.of(status);
        };
    }

    private static String show(Target target) {
        return switch (target) {
            case Target.Mailbox(var principal, String address, String fields) ->
                principal.address().replace("@here.example", "")
                        + (address.equals(principal.address()) ? "" : " as " + address);
            case Target.Remote remote -> remote.address() + (remote.via().isEmpty() ? "" : " via " + remote.via());
        };
    }

    Target.Remote remote(String sender, String recipient) {
        return switch (router.route(sender, recipient)) {
            case Routing.Ours(List<Target> targets, List<String> ignored) ->
                targets.stream()
                        .filter(Target.Remote.class::isInstance)
                        .map(Target.Remote.class::cast)
                        .findFirst()
                        .orElseThrow();
            case Routing.Elsewhere(Target.Remote target, List<String> ignored) -> target;
            case Routing.Refused refused -> throw new AssertionError(refused);
        };
    }

    AccountId account(String name) {
        return Optional.of(name + "@here.example")
                .flatMap(directory::principal)
                .orElseThrow()
                .account();
    }

    @Override
    public void close() {
        store.close();
    }
}
