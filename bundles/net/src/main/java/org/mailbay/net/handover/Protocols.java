package org.mailbay.net.handover;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.net.Serving;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Trial;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The protocols that are there, by name; follows the services of {@link Protocol}. */
@Component(
        service = {Protocols.class, Serving.class},
        configurationPid = "net.handover")
@Designate(ocd = Protocols.Config.class)
public final class Protocols implements Serving {
    /** How protocols are replaced while connections are open. */
    @ObjectClassDefinition(
            name = "Protocol hand-over",
            description = "How protocols are replaced while connections are open. A change ends every connection.")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long sessions of a protocol that goes away may take to finish what they are at, in seconds.",
                min = "0",
                max = "600")
        int drainSeconds() default 20;

        @AttributeDefinition(
                description = "How many connections of one protocol may wait for its next revision.",
                min = "0",
                max = "1000000")
        int parkMax() default 1000;

        @AttributeDefinition(
                description = "How long a connection may wait for the next revision of its protocol, in seconds.",
                min = "0",
                max = "3600")
        int parkSeconds() default 30;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Protocols.class);

    private final Map<String, Post> posts = new ConcurrentHashMap<>();
    private final Map<Long, Integer> trials = new ConcurrentHashMap<>();
    private final int drainSeconds;
    private final int parkMax;
    private final int parkSeconds;

    @Activate
    public Protocols(Config config) {
        this(config.drainSeconds(), config.parkMax(), config.parkSeconds());
    }

    public Protocols(int drainSeconds, int parkMax, int parkSeconds) {
        this.drainSeconds = drainSeconds;
        this.parkMax = parkMax;
        this.parkSeconds = parkSeconds;
    }

    public int drainSeconds() {
        return drainSeconds;
    }

    public int parkMax() {
        return parkMax;
    }

    public int parkSeconds() {
        return parkSeconds;
    }

    /** The place of the protocol {@code name}, whether it is there or not. */
    public Post post(String name) {
        return posts.computeIfAbsent(name, key -> new Post(key, trials));
    }

    public Collection<Post> posts() {
        return List.copyOf(posts.values());
    }

    @Override
    public List<Served> revisions() {
        return posts.values().stream()
                .sorted(Comparator.comparing(Post::name))
                .flatMap(post -> post.revisions().stream())
                .toList();
    }

    @Reference(
            name = "ATrial", // bound before the protocols that it is about
            service = Trial.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "bindTrial",
            unbind = "unbindTrial")
    void bindTrial(ServiceReference<Trial> reference) {
        if (reference.getProperty(Trial.BUNDLE) instanceof Long bundle
                && reference.getProperty(Trial.PERCENT) instanceof Integer percent) {
            trials.put(bundle, Math.clamp(percent, 0, 100));
            posts.values().forEach(Post::choose);
        } else {
            LOG.error("event=trial-refused service={} text=\"no bundle, or no share\"", reference);
        }
    }

    void unbindTrial(ServiceReference<Trial> reference) {
        if (reference.getProperty(Trial.BUNDLE) instanceof Long bundle && trials.remove(bundle) != null) {
            posts.values().forEach(Post::choose);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedProtocol",
            unbind = "unbindProtocol")
    void bindProtocol(ServiceReference<Protocol> reference, Protocol protocol) {
        if (reference.getProperty(Protocol.NAME) instanceof String name && !name.isBlank()) {
            post(name).bind(reference, Seniority.of(reference), protocol);
        } else {
            LOG.error("event=protocol-refused service={} text=\"no property {}\"", reference, Protocol.NAME);
        }
    }

    void updatedProtocol(ServiceReference<Protocol> reference) {
        posts.values().forEach(post -> post.rank(reference, Seniority.of(reference)));
    }

    void unbindProtocol(ServiceReference<Protocol> reference) {
        posts.values().forEach(post -> post.unbind(reference, drainSeconds));
    }
}
