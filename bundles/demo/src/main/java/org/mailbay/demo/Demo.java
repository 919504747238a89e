package org.mailbay.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills an empty data folder, once, when the server was started with {@code --demo}. */
@Component(service = Demo.class, immediate = true)
public final class Demo {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String DOMAIN = "example.test";
    /** Oldest first; each a message file beside this class. */
    private static final List<String> MESSAGES =
            List.of("welcome", "plan", "plan-reply", "newsletter", "report", "greetings");

    @Activate
    public Demo(@Reference Directory directory, @Reference Delivery delivery, BundleContext context)
            throws DirectoryException, IOException {
        this(directory, delivery, Boolean.parseBoolean(context.getProperty("mailbay.demo")), InstantSource.system());
    }

    Demo(Directory directory, Delivery delivery, boolean wanted, InstantSource clock)
            throws DirectoryException, IOException {
        if (!wanted || directory.principal("alice@" + DOMAIN).isPresent()) {
            return;
        }
        fill(directory, delivery, clock.instant());
        LOG.info("event=demo outcome=filled domain={}", DOMAIN);
    }

    private static void fill(Directory directory, Delivery delivery, Instant now)
            throws DirectoryException, IOException {
        if (directory.domains().stream().noneMatch(domain -> domain.name().equals(DOMAIN))) {
            Tenant tenant = directory.tenants().stream()
                    .filter(known -> known.name().equals("demo"))
                    .findFirst()
                    .orElse(null);
            directory.createDomain((tenant == null ? directory.createTenant("demo") : tenant).id(), DOMAIN);
        }
        Principal bob = directory.principal("bob@" + DOMAIN).orElse(null);
        if (bob == null) {
            bob = directory.createUser("bob@" + DOMAIN, "Bob Example", Secret.of("demo"));
        }
        Principal alice = directory.createUser("alice@" + DOMAIN, "Alice Example", Secret.of("demo"));
        for (int i = 0; i < MESSAGES.size(); i++) {
            Instant received = now.minusSeconds((MESSAGES.size() - i) * 5_400L);
            deliver(delivery, List.of(alice, bob), MESSAGES.get(i), received);
        }
    }

    private static void deliver(Delivery delivery, List<Principal> to, String name, Instant received)
            throws IOException {
        byte[] message = read(name);
        try (Incoming incoming = delivery.begin(to, message.length)) {
            incoming.write(message, 0, message.length);
            for (Outcome outcome : incoming.deliver(new Envelope("demo@" + DOMAIN, "demo-" + name, received))) {
                if (!(outcome instanceof Outcome.Delivered)) {
                    throw new IOException("demo message " + name + ": " + outcome);
                }
            }
        }
    }

    /** The file with the line ends that mail has. */
    private static byte[] read(String name) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream(name + ".eml")) {
            if (in == null) {
                throw new IOException("no message " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
