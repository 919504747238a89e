package org.mailbay.dns.resolver;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.DnsServer;

/** A resolver that asks servers of a test, with a time that stands still until it is moved. */
final class House implements AutoCloseable {
    final DnsResolver resolver;
    private final AtomicLong nanos = new AtomicLong();

    House(Map<String, Object> config, DnsServer... servers) {
        Map<String, Object> all = new HashMap<>(Map.of("dnssec", "off", "timeoutMillis", 400, "tries", 1));
        String[] addresses = new String[servers.length];
        for (int i = 0; i < servers.length; i++) {
            addresses[i] = servers[i].address();
        }
        all.put("servers", addresses);
        all.putAll(config);
        resolver = new DnsResolver(Configurations.of(Config.class, all), Clock.systemUTC(), nanos::get);
    }

    Answer ask(String name, RecordType type) {
        return resolver.ask(name, type);
    }

    void pass(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
    }

    @Override
    public void close() {
        try {
            resolver.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
