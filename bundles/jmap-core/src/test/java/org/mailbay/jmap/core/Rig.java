package org.mailbay.jmap.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.core.dispatch.Dispatcher;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.core.request.Request;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.jmap.core.request.RequestReader;
import org.mailbay.jmap.core.standard.Echo;
import org.mailbay.jmap.core.standard.Standard;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.store.Account;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Figures;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything but HTTP, over a store in memory, with one user who has notes. */
public final class Rig implements AutoCloseable {
    public static final Limits LIMITS = new Limits(1000, 2, 100_000, 2, 8, 5, 5);

    public final MemoryStore memory = new MemoryStore();

    public final Models models = new Models(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));

    public final Account account;

    public final Principal principal;

    private final Json json = new Json(20_000, 100_000);

    private final Dispatcher dispatcher = new Dispatcher(
            models,
            new Json(Integer.MAX_VALUE, Integer.MAX_VALUE - 8),
            LIMITS,
            new Standard(new Json(Integer.MAX_VALUE, Integer.MAX_VALUE - 8), 100, 1000),
            1_000_000);

    public Rig() throws IOException {
        account = memory.store().create(new TenantId(1));
        principal = new Principal(new TenantId(1), "alice@example.test", "Alice", account.id(), Set.of());
        models.bind(new Echo());
        models.bind(new Notes());
        models.bind((Capability) () -> Notes.URN);
    }

    /** How often which method was called. */
    public Map<String, Double> figures() {
        return Figures.of(dispatcher.calls()::measure);
    }

    /** The response to a whole Request object. */
    public JsonNode request(String text) throws RequestProblem, IOException {
        Request request = new RequestReader(json, LIMITS.maxCallsInRequest())
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        dispatcher.check(request);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogIn logIn = new LogIn(principal, new Credential(principal.address(), "p-test"));
        dispatcher.run(request, logIn, memory.store(), "s1", "trace1", out);
        return JsonMapper.shared().readTree(out.toByteArray());
    }

    /** The responses to calls; {@code $a} stands for the account's id, single quotes for double ones. */
    public JsonNode calls(String calls) throws RequestProblem, IOException {
        String text = "{'using':['urn:ietf:params:jmap:core','" + Notes.URN + "'],'methodCalls':" + calls + "}";
        return request(text.replace('\'', '"').replace("$a", account.id().toString()))
                .get("methodResponses");
    }

    /** The arguments of the only response to one call. */
    public JsonNode call(String name, String arguments) throws RequestProblem, IOException {
        return calls("[['" + name + "'," + arguments + ",'0']]").get(0).get(1);
    }

    @Override
    public void close() {
        memory.close();
    }
}
