package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** Each bundle that others need is taken away: health says which part misses it and what is missing, and is well again when it is back. */
@RunWith(PaxExam.class)
public final class HealthNamesXIT {
    /** Bundle → who misses it, and what of it. */
    private static final Map<String, String[]> MISSED = new LinkedHashMap<>();

    static {
        MISSED.put("directory", new String[] {"IMAP", "directory is away"});
        MISSED.put("jmap-mail", new String[] {"IMAP", "mail is away"});
        MISSED.put("smtp-out", new String[] {"Queue", "nothing carries mail"});
        MISSED.put("imap", new String[] {"Listeners", "waits for protocol imap"});
        MISSED.put("smtp", new String[] {"Listeners", "waits for protocol smtp"});
        MISSED.put("pop3", new String[] {"Listeners", "waits for protocol pop3"});
        MISSED.put("store", new String[] {"JMAP", "store is away"});
        MISSED.put("blob-fs", new String[] {"Store", "blob driver"});
        MISSED.put("store-derby", new String[] {"Store", "record driver"});
    }

    @Configuration
    public Option[] everything() throws IOException {
        // The log's services are lent by the launcher, which is not here.
        return Container.without("log");
    }

    private static Answer health(Container container) {
        try (HttpConnection http = container.http()) {
            return http.send("GET", "/health/ready", Map.of(), new byte[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean names(Answer health, String part, String why) {
        for (var one : health.json().get("parts")) {
            if (one.has("message")
                    && one.get("part").asString().equalsIgnoreCase(part)
                    && !one.get("level").asString().equals("OK")
                    && one.get("message").asString().contains(why)) {
                return true;
            }
        }
        return false;
    }

    private static void awaitReady(Container container, String what) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (health(container).status() != 200) {
            assertThat(System.nanoTime())
                    .as(what + ": " + health(container).text())
                    .isLessThan(end);
            Thread.sleep(100);
        }
    }

    @Test
    public void whoeverMissesSomethingSaysWhat() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(HealthNamesXIT.class).getBundleContext());
        container.addUser();
        awaitReady(container, "the server at first");
        for (Map.Entry<String, String[]> one : MISSED.entrySet()) {
            String bundle = one.getKey();
            container.uninstall(bundle);
            String part = one.getValue()[0];
            String why = one.getValue()[1];
            long end = System.nanoTime() + 40_000_000_000L;
            while (!names(health(container), part, why)) {
                assertThat(System.nanoTime())
                        .as(bundle + ": " + health(container).text())
                        .isLessThan(end);
                Thread.sleep(100);
            }
            container.install(bundle);
            awaitReady(container, bundle + " to be back");
        }
        System.out.println("health: " + MISSED.size() + " bundles missed by name");
    }
}
