package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpSink;
import org.mailbay.itests.server.Ports;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** {@code smtp-out} comes, is replaced while messages leave, goes and comes back: each message arrives, and none twice. */
@RunWith(PaxExam.class)
public final class SmtpOutSwapXIT {
    private static final int SENDERS = 3;
    private static final int REPLACEMENTS = 3;
    private static final int BETWEEN = 40;
    private static final int PAUSE_MILLIS = 100;

    @Configuration
    public Option[] everything() throws IOException {
        int port = Ports.free();
        Option[] all = Container.without("", """
                [smtp]
                maxRecipientsInHour = 0

                [smtp-out]
                port = %d

                [dns]
                fixed = ["sink.test. MX 10 mx.sink.test.", "mx.sink.test. A 127.0.0.1"]
                """.formatted(port));
        List<Option> options = new ArrayList<>(Arrays.asList(all));
        options.add(frameworkProperty("itests.sink").value(Integer.toString(port)));
        return options.toArray(Option[]::new);
    }

    @Test
    public void eachMessageArrivesOnce() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(SmtpOutSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        Submitters load = new Submitters(container);
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        try (SmtpSink sink = new SmtpSink(Integer.parseInt(context.getProperty("itests.sink")), PAUSE_MILLIS)) {
            // Absent: what is accepted waits.
            container.uninstall("smtp-out");
            try (SmtpClient client = load.open()) {
                assertThat(load.send(client)).isNotEmpty();
                Thread.sleep(500);
                assertThat(sink.taken()).isEmpty();

                // Present.
                container.install("smtp-out");
                assertThat(load.send(client)).isNotEmpty();
            }
            arrived(sink, load);

            // Replaced while messages are on their way.
            try (load) {
                load.start(SENDERS);
                for (int i = 0; i < REPLACEMENTS; i++) {
                    load.awaitMore(BETWEEN);
                    int before = sink.taken().size();
                    Submitters.await("mail to leave", () -> sink.taken().size() > before);
                    old.add(container.classes("smtp-out"));
                    container.replace("smtp-out");
                }
                load.awaitMore(BETWEEN);
            }
            assertThat(load.wrong).isEmpty();
            arrived(sink, load);

            // Gone and back.
            old.add(container.classes("smtp-out"));
            container.uninstall("smtp-out");
            try (SmtpClient client = load.open()) {
                assertThat(load.send(client)).isNotEmpty();
            }
            container.install("smtp-out");
            arrived(sink, load);
            assertThat(sink.taken())
                    .allSatisfy((to, times) -> assertThat(times).as(to).isEqualTo(1));
            System.out.println("smtp-out: " + load.accepted.size() + " messages, each once, over " + REPLACEMENTS
                    + " replacements; connections cut: " + sink.broken());
        }
        // See DnsSwapXIT: one of them may be held by compiled code of the JDK.
        Submitters.await("classes of revisions that are gone", () -> {
            System.gc();
            return old.stream().filter(classes -> !classes.refersTo(null)).count() <= 1;
        });
    }

    private static void arrived(SmtpSink sink, Submitters load) throws InterruptedException {
        Map<String, Integer> taken = sink.taken();
        Submitters.await("all that was accepted: " + load.accepted.size(), () -> taken.size() >= load.accepted.size());
        assertThat(taken.keySet()).containsExactlyInAnyOrderElementsOf(load.accepted);
    }
}
