package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** {@code dkim} is replaced while users send: no message leaves without the signature of its domain. */
@RunWith(PaxExam.class)
public final class DkimSwapXIT {
    private static final int SENDERS = 3;
    private static final int REPLACEMENTS = 3;
    private static final int BETWEEN = 40;

    @Configuration
    public Option[] everything() throws IOException {
        return Container.without("", """
                [smtp]
                maxRecipientsInHour = 0

                [dkim]
                kinds = ["ed25519"]
                waitForDns = false
                """);
    }

    /** Other servers. */
    private static final class Sink implements Transport {
        /** The header of what came, by recipient. */
        final Map<String, List<String>> came = new ConcurrentHashMap<>();

        @Override
        public List<Carried> carry(Consignment consignment) {
            List<Carried> carried = new ArrayList<>();
            String header = header(consignment);
            consignment.recipients().forEach(one -> {
                came.merge(one.address(), List.of(header), (old, more) -> {
                    List<String> all = new ArrayList<>(old);
                    all.addAll(more);
                    return all;
                });
                carried.add(new Carried.Taken("250 2.0.0 Ok: sink", "sink.test [192.0.2.1]:25", false));
            });
            return carried;
        }

        private static String header(Consignment consignment) {
            try (InputStream in = consignment.content().open()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return text.substring(0, text.indexOf("\r\n\r\n"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> explain(String destination) {
            return List.of("sink.test");
        }
    }

    private static boolean isSigned(String header) {
        String unfolded = header.replaceAll("\r\n[ \t]+", " ");
        return unfolded.lines()
                        .filter(line -> line.startsWith("DKIM-Signature:")
                                && line.contains("a=ed25519-sha256")
                                && line.contains("d=swap.test")
                                && line.matches(".*\\bb=[ A-Za-z0-9+/]{80,}=*.*"))
                        .count()
                == 1;
    }

    @Test
    public void whatLeavesIsSigned() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(DkimSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        container.uninstall("smtp-out");
        Sink sink = new Sink();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Transport.NAME, "smtp");
        context.registerService(Transport.class, sink, properties);
        AdminClient admin = container.admin();
        Submitters.await("a key that signs", () -> {
            try {
                return admin.get("dkim/swap.test").toString().contains("\"signing\"");
            } catch (IOException e) {
                return false;
            }
        });

        // Replaced under load.
        Submitters load = new Submitters(container);
        try (load) {
            load.start(SENDERS);
            for (int i = 0; i < REPLACEMENTS; i++) {
                load.awaitMore(BETWEEN);
                container.replace("dkim");
            }
            load.awaitMore(BETWEEN);
        }
        assertThat(load.wrong).isEmpty();
        arrived(sink, load);
        assertThat(sink.came.values())
                .allSatisfy(headers -> assertThat(headers).singleElement().matches(DkimSwapXIT::isSigned));

        // Taken away by an administrator: mail goes on without. Back: it is signed again, by the key of before.
        try (SmtpClient client = load.open()) {
            container.uninstall("dkim");
            String unsigned = load.send(client);
            Submitters.await("mail without signature", () -> sink.came.containsKey(unsigned));
            assertThat(isSigned(sink.came.get(unsigned).getFirst())).isFalse();
            container.install("dkim");
            String signed = load.send(client);
            Submitters.await("mail with signature", () -> sink.came.containsKey(signed));
            assertThat(isSigned(sink.came.get(signed).getFirst())).isTrue();
        }
        System.out.println("dkim: " + load.accepted.size() + " messages over " + REPLACEMENTS + " replacements");
    }

    private static void arrived(Sink sink, Submitters load) throws InterruptedException {
        Submitters.await("all that was accepted", () -> sink.came.size() >= load.accepted.size());
        assertThat(sink.came.keySet()).containsExactlyInAnyOrderElementsOf(load.accepted);
    }
}
