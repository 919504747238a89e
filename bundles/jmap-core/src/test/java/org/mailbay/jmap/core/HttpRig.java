package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The servlet in the servlet engine that it is made for, on loopback. */
final class HttpRig implements AutoCloseable {
    final MemoryStore memory;

    final Account alice;

    final Account bob;

    final JmapServlet servlet;

    final Path uploads = Path.of(System.getProperty("java.io.tmpdir"), "mailbay-uploads");

    final Notes notes = new Notes();

    final HttpClient client = HttpClient.newHttpClient();

    volatile String password = "demo";

    /** Whether nobody who logged in would be let in any more. */
    volatile boolean revoked;

    /** How long everybody has to wait after too many failures; null when nobody has. */
    volatile @Nullable Duration blocked;

    private final Server server = new Server();

    private final ServerConnector door = new ServerConnector(server);

    HttpRig(Map<String, Object> settings) throws Exception {
        this(settings, new MemoryStore());
    }

    HttpRig(Map<String, Object> settings, MemoryStore memory) throws Exception {
        this.memory = memory;
        alice = memory.store().create(new TenantId(1));
        bob = memory.store().create(new TenantId(1));
        JmapServlet.Config defaults = Configurations.of(JmapServlet.Config.class, Map.of());
        JmapServlet.Config config = (JmapServlet.Config) Proxy.newProxyInstance(
                JmapServlet.Config.class.getClassLoader(),
                new Class<?>[] {JmapServlet.Config.class},
                (proxy, method, args) -> settings.containsKey(method.getName())
                        ? settings.get(method.getName())
                        : method.invoke(defaults));
        servlet = new JmapServlet(config, uploads);
        servlet.bindStore(memory.store());
        servlet.bindDirectory(directory());
        servlet.bindType(notes);
        servlet.bindCapability(() -> Notes.URN);
        memory.listen(servlet);
        door.setHost("127.0.0.1");
        server.addConnector(door);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/jmap/*");
        context.addServlet(holder, "/.well-known/jmap");
        server.setHandler(context);
        server.start();
    }

    private Directory directory() {
        return (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "logIn" ->
                        args.length == 2
                                ? logIn((String) args[0], (Secret) args[1])
                                : logIn("alice@example.test", (Secret) args[0]);
                    case "revision" -> revoked ? 2L : 1L;
                    case "isValid" -> !revoked;
                    case "door" ->
                        blocked == null ? InvocationHandler.invokeDefault(proxy, method, args) : closed(blocked);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Door<?> closed(Duration after) {
        return (Door<?>) Proxy.newProxyInstance(
                Door.class.getClassLoader(), new Class<?>[] {Door.class}, (_, _, _) -> new Answer.Later<>(after));
    }

    private Optional<LogIn> logIn(String name, Secret secret) {
        if (!secret.reveal().equals(password)) {
            return Optional.empty();
        }
        Account account = name.startsWith("alice") ? alice : bob;
        return Optional.of(new LogIn(
                new Principal(new TenantId(1), name, name, account.id(), Set.of()), new Credential(name, "p-1")));
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + path);
    }

    HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(at(path)).header("Authorization", basic("alice@example.test", "demo"));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> api(String contentType, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(ask("/jmap/api").header("Content-Type", contentType).POST(body));
    }

    /** Makes a note; the new state. */
    long write() throws IOException {
        return write(alice, Notes.NOTE);
    }

    /** Makes an object of each of these types; the new state. */
    static long write(Account account, ObjectType... types) throws IOException {
        return account.<Long, RuntimeException>write(tx -> {
            for (ObjectType type : types) {
                tx.create(type, Row.EMPTY, new byte[0], List.of());
            }
            return tx.modSeq();
        });
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 50_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
        servlet.deactivate();
        memory.close();
    }
}
