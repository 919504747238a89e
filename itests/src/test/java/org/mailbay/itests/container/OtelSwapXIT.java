package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.server.Ports;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** {@code otel} goes, comes and is replaced while users send: no mail notices, and the collector gets traces whenever it is there. */
@RunWith(PaxExam.class)
public final class OtelSwapXIT {
    private static final int SENDERS = 2;
    private static final int REPLACEMENTS = 3;
    private static final int BETWEEN = 30;
    private static final Pattern SPAN = Pattern.compile("\"traceId\":\"([0-9a-f]{32})\"[^\\[]*?\"name\":\"([^\"]+)\"");

    @Configuration
    public Option[] everything() throws IOException {
        int port = Ports.free();
        Option[] options = Container.without("", """
                [smtp]
                maxRecipientsInHour = 0

                [otel]
                endpoint = "http://127.0.0.1:%d/v1/traces"
                gatherMillis = 50
                """.formatted(port));
        return Stream.concat(
                        Stream.of(options),
                        Stream.of(CoreOptions.frameworkProperty("itests.otel").value(Integer.toString(port))))
                .toArray(Option[]::new);
    }

    /** Names of spans by trace, in the order of their arrival. */
    private final Map<String, String> traces = new ConcurrentHashMap<>();

    private HttpServer collector(BundleContext context, ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(context.getProperty("itests.otel"))),
                0);
        server.setExecutor(threads);
        server.createContext("/v1/traces", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            for (Matcher span = SPAN.matcher(body); span.find(); ) {
                traces.merge(span.group(1), span.group(2), (old, more) -> old + "; " + more);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private long messages() {
        return traces.values().stream()
                .filter(names -> names.contains("smtp message"))
                .count();
    }

    private void awaitMessages(long more) throws InterruptedException {
        long before = messages();
        Submitters.await("traces of messages", () -> messages() >= before + more);
    }

    @Test
    public void mailFlowsAndTracesDoWhileItIsThere() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(OtelSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpServer collector = collector(context, threads);
        Submitters load = new Submitters(container);
        try (load) {
            load.start(SENDERS);
            awaitMessages(BETWEEN);
            for (int i = 0; i < REPLACEMENTS; i++) {
                container.replace("otel");
                load.awaitMore(BETWEEN);
                awaitMessages(BETWEEN);
            }

            // It goes.
            container.uninstall("otel");
            load.awaitMore(1);
            long without = messages();
            load.awaitMore(BETWEEN);
            assertThat(messages()).as("nobody listens").isEqualTo(without);

            // It comes back.
            container.install("otel");
            awaitMessages(BETWEEN);
            assertThat(load.wrong).isEmpty();
            assertThat(traces.values())
                    .as("one trace has the message, the queue's part of it and the events of its record")
                    .anySatisfy(names -> assertThat(names)
                            .contains("smtp message", "delivery", "queue queued", "smtp received", "queue attempt"));
            System.out.println("otel: " + load.accepted.size() + " messages, " + messages()
                    + " traces of messages over " + REPLACEMENTS + " replacements, a removal and a return");
        } finally {
            collector.stop(0);
            threads.shutdownNow();
        }
    }
}
