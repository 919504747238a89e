package org.mailbay.jmap.core;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.directory.Directory;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.core.dispatch.Calls;
import org.mailbay.jmap.core.dispatch.Dispatcher;
import org.mailbay.jmap.core.dispatch.Views;
import org.mailbay.jmap.core.http.ApiEndpoint;
import org.mailbay.jmap.core.http.Compression;
import org.mailbay.jmap.core.http.DownloadEndpoint;
import org.mailbay.jmap.core.http.EventSourceEndpoint;
import org.mailbay.jmap.core.http.InFlight;
import org.mailbay.jmap.core.http.Login;
import org.mailbay.jmap.core.http.Missed;
import org.mailbay.jmap.core.http.Problem;
import org.mailbay.jmap.core.http.Router;
import org.mailbay.jmap.core.http.SessionEndpoint;
import org.mailbay.jmap.core.http.Sessions;
import org.mailbay.jmap.core.http.Stores;
import org.mailbay.jmap.core.http.Traffic;
import org.mailbay.jmap.core.http.Turns;
import org.mailbay.jmap.core.http.UploadEndpoint;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.push.Hub;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.core.request.RequestReader;
import org.mailbay.jmap.core.standard.BlobCopy;
import org.mailbay.jmap.core.standard.Echo;
import org.mailbay.jmap.core.standard.Standard;
import org.mailbay.jmap.core.websocket.Requests;
import org.mailbay.jmap.core.websocket.Rules;
import org.mailbay.jmap.core.websocket.WebSocketCapability;
import org.mailbay.jmap.core.websocket.WebSocketEndpoint;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Method;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.Store;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.swap.Swappable;
import org.mailbay.trace.Spans;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JMAP over HTTP: one servlet for all its resources, so that an update swaps all of them in one moment.
 *
 * <p>The whiteboard first sends new requests elsewhere and then calls {@link #destroy}, which waits: a request that was sent here just
 * before still finds the servlet, and one that is inside finishes. Everything it uses may be replaced meanwhile.
 */
@Component(
        configurationPid = "jmap.core",
        immediate = true,
        service = {Servlet.class, CommitListener.class, HealthCheck.class, MetricSource.class},
        property = {
            "osgi.http.whiteboard.servlet.pattern=/jmap/*",
            "osgi.http.whiteboard.servlet.pattern=/.well-known/jmap",
            "osgi.http.whiteboard.servlet.name=jmap",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "hc.name=JMAP",
            "hc.tags=mailbay"
        })
@Designate(ocd = JmapServlet.Config.class)
public final class JmapServlet extends HttpServlet implements CommitListener, HealthCheck, MetricSource {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(JmapServlet.class);

    private static final Duration GRACE = Duration.ofMillis(250);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "JMAP", description = "Limits of JMAP; clients are told most of them.")
    public @interface Config {
        @AttributeDefinition(description = "Bytes of one upload.", min = "1")
        long maxSizeUploadBytes() default 50_000_000;

        @AttributeDefinition(description = "Uploads of one user at a time.", min = "1")
        int maxConcurrentUpload() default 4;

        @AttributeDefinition(description = "Bytes of one request.", min = "1")
        long maxSizeRequestBytes() default 10_000_000;

        @AttributeDefinition(description = "Requests of one user at a time; more wait for a turn.", min = "1")
        int maxConcurrentRequests() default 16;

        @AttributeDefinition(
                description = "Seconds that a request or upload over the number waits before it is refused.",
                min = "0")
        int turnSeconds() default 1;

        @AttributeDefinition(description = "Method calls in one request.", min = "1")
        int maxCallsInRequest() default 32;

        @AttributeDefinition(description = "Ids in one /get.", min = "1", max = "1000")
        int maxObjectsInGet() default 500;

        @AttributeDefinition(description = "Objects in one /set.", min = "1", max = "1000")
        int maxObjectsInSet() default 500;

        @AttributeDefinition(description = "JSON values and names in one request; bounds its memory.", min = "1000")
        int maxTokensInRequest() default 200_000;

        @AttributeDefinition(description = "Bytes of the answer to one request, held in memory.", min = "1000000")
        int maxSizeResponseBytes() default 67_108_864;

        @AttributeDefinition(
                description = "Bytes from which answers and downloads of text are sent as gzip to clients that take it;"
                        + " 0: never.",
                min = "0")
        int compressionMinBytes() default 1_400;

        @AttributeDefinition(description = "Ids that one /query returns.", min = "1")
        int maxResultsInQuery() default 10_000;

        @AttributeDefinition(description = "Changes that one /changes or /queryChanges looks at.", min = "1")
        int maxChanges() default 10_000;

        @AttributeDefinition(description = "Event sources of one account.", min = "1")
        int maxEventSources() default 100;

        @AttributeDefinition(description = "Event sources of all accounts.", min = "1")
        int maxEventSourcesTotal() default 20_000;

        @AttributeDefinition(description = "Minutes after which an event source must log in anew.", min = "1")
        int eventSourceMinutes() default 240;

        @AttributeDefinition(description = "WebSockets of one account.", min = "1")
        int maxWebSockets() default 100;

        @AttributeDefinition(description = "WebSockets of all accounts.", min = "1")
        int maxWebSocketsTotal() default 20_000;

        @AttributeDefinition(description = "Minutes after which a WebSocket must log in anew.", min = "1")
        int webSocketMinutes() default 240;

        @AttributeDefinition(
                description =
                        "Seconds of silence after which a WebSocket is pinged; after twice as many it is dropped.",
                min = "1")
        int webSocketPingSeconds() default 45;

        @AttributeDefinition(description = "Hours for which an upload is kept that nothing refers to.", min = "1")
        int uploadHoldHours() default 24;

        @AttributeDefinition(description = "Seconds to wait for a model, the store or the directory being replaced.")
        int awaySeconds() default 5;

        @AttributeDefinition(
                description =
                        "Seconds after which a model that went is taken to be uninstalled rather than replaced: its"
                                + " methods are then unknown, until it comes back.")
        int goneSeconds() default 30;

        @AttributeDefinition(description = "Seconds to wait for requests that are inside when this is replaced.")
        int drainSeconds() default 15;

        @AttributeDefinition(
                description = "What clients call this server, such as https://mail.example.org; empty:"
                        + " what each says in its request.")
        String publicUrl() default "";

        @AttributeDefinition(description = "Web pages that may use JMAP from a browser: *, one origin, or empty.")
        String corsOrigin() default "*";
    }

    private final transient Swappable<Store> stores = new Swappable<>("store");

    private final transient Swappable<Directory> directories = new Swappable<>("directory");

    private final transient InFlight inFlight = new InFlight();

    private final transient Traffic traffic = new Traffic();

    private final transient Calls calls;

    private final transient Spans spans;

    private final transient Models models;

    private final transient Hub hub;

    private final transient Hub socketHub;

    private final transient WebSocketEndpoint sockets;

    private final transient Router router;

    private final transient Duration drain;

    /** In the container. */
    @Activate
    public JmapServlet(BundleContext context, Config config) {
        this(config, context.getDataFile("uploads").toPath());
    }

    /** Elsewhere. */
    JmapServlet(Config config, Path uploads) {
        Duration away = Duration.ofSeconds(config.awaySeconds());
        drain = Duration.ofSeconds(config.drainSeconds());
        Limits limits = new Limits(
                config.maxSizeUploadBytes(),
                config.maxConcurrentUpload(),
                config.maxSizeRequestBytes(),
                config.maxConcurrentRequests(),
                config.maxCallsInRequest(),
                config.maxObjectsInGet(),
                config.maxObjectsInSet());
        models = new Models(away, Duration.ofSeconds(config.goneSeconds()), drain);
        models.bind(new Echo());
        models.bind(new BlobCopy(Duration.ofHours(config.uploadHoldHours())));
        models.bind(new WebSocketCapability());
        socketHub = new Hub(config.maxWebSockets(), config.maxWebSocketsTotal(), models, directories);
        hub = new Hub(config.maxEventSources(), config.maxEventSourcesTotal(), models, directories);
        Json requests =
                new Json(config.maxTokensInRequest(), (int) Math.min(limits.maxSizeRequest(), Integer.MAX_VALUE - 8));
        Json responses = new Json(Integer.MAX_VALUE, Integer.MAX_VALUE - 8);
        Dispatcher dispatcher = new Dispatcher(
                models,
                responses,
                limits,
                new Standard(responses, config.maxResultsInQuery(), config.maxChanges()),
                config.maxSizeResponseBytes());
        calls = dispatcher.calls();
        spans = dispatcher.spans();
        Views views = new Views(models, limits);
        Sessions sessions = new Sessions(models, limits);
        Stores store = () -> stores.acquire(away);
        SessionEndpoint session = new SessionEndpoint(responses, sessions, config.publicUrl());
        RequestReader reader = new RequestReader(requests, limits.maxCallsInRequest());
        Duration turn = Duration.ofSeconds(config.turnSeconds());
        Turns turns = new Turns(limits.maxConcurrentRequests(), turn, "maxConcurrentRequests");
        Compression compression = new Compression(config.compressionMinBytes());
        Missed missed = new Missed(models, store);
        Login login = new Login(() -> directories.acquire(away));
        sockets = new WebSocketEndpoint(
                socketHub,
                new Requests(reader, dispatcher, sessions, store, turns, responses),
                missed,
                inFlight,
                login,
                config.corsOrigin(),
                new Rules(
                        limits.maxSizeRequest(),
                        limits.maxConcurrentRequests(),
                        turn,
                        Duration.ofSeconds(config.webSocketPingSeconds()),
                        Duration.ofMinutes(config.webSocketMinutes())));
        router = new Router(
                Map.of(
                        "/.well-known/jmap",
                        session,
                        "/jmap/session",
                        session,
                        "/jmap/api",
                        new ApiEndpoint(reader, dispatcher, sessions, store, limits, turns, compression),
                        "/jmap/upload",
                        new UploadEndpoint(
                                responses,
                                store,
                                views,
                                limits,
                                Duration.ofHours(config.uploadHoldHours()),
                                new Turns(limits.maxConcurrentUpload(), turn, "maxConcurrentUpload"),
                                uploads),
                        "/jmap/download",
                        new DownloadEndpoint(store, views, compression),
                        "/jmap/eventsource",
                        new EventSourceEndpoint(hub, missed, config.eventSourceMinutes() * 60L),
                        "/jmap/ws",
                        sockets),
                login,
                new Problem(responses),
                config.corsOrigin());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        stores.bind(store);
    }

    void unbindStore(Store store) {
        stores.unbind(store, drain);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDirectory(Directory directory) {
        directories.bind(directory);
    }

    void unbindDirectory(Directory directory) {
        directories.unbind(directory, drain);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindType(DataType type) {
        models.bind(type);
    }

    void unbindType(DataType type) {
        models.unbind(type);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMethod(Method method) {
        models.bind(method);
    }

    void unbindMethod(Method method) {
        models.unbind(method);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        spans.bind(service);
    }

    void unbindSpans(SpanListener service) {
        spans.unbind(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCapability(Capability capability) {
        models.bind(capability);
    }

    void unbindCapability(Capability capability) {
        models.unbind(capability);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSharedAccounts(SharedAccounts shared) {
        models.bind(shared);
    }

    void unbindSharedAccounts(SharedAccounts shared) {
        models.unbind(shared);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begun = System.nanoTime();
        inFlight.enter();
        try {
            router.route(request, response);
        } finally {
            traffic.count(request, response, begun);
            inFlight.leave();
        }
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        hub.committed(account, modSeq, types);
        socketHub.committed(account, modSeq, types);
    }

    @Override
    public void measure(Metrics out) {
        traffic.measure(out);
        calls.measure(out);
        out.gauge("mailbay_jmap_event_sources", "Event sources that are open.", hub.size());
        sockets.measure(out);
    }

    @Override
    public Result execute() {
        if (!stores.isPresent()) {
            return new Result(Result.Status.CRITICAL, "the store is away");
        }
        if (!directories.isPresent()) {
            return new Result(Result.Status.CRITICAL, "the directory is away");
        }
        return new Result(
                Result.Status.OK,
                models.types().size() + " data types, " + hub.size() + " event sources, " + socketHub.size()
                        + " WebSockets");
    }

    /** Waits until nobody is inside; may be followed by {@link #init()} when only the servlet engine restarts. */
    @Override
    public void destroy() {
        endAll();
        if (!inFlight.drain(GRACE, drain)) {
            LOG.warn("event=jmap.drain outcome=late");
        }
        endAll();
    }

    private void endAll() {
        hub.endAll();
        socketHub.endAll();
    }

    @Deactivate
    void deactivate() {
        if (!inFlight.drain(Duration.ZERO, drain)) {
            LOG.warn("event=jmap.drain outcome=late");
        }
        hub.close();
        socketHub.close();
        sockets.close();
    }
}
