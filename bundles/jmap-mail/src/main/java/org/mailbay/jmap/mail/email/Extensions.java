package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Extension;
import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Ordinals;
import org.mailbay.swap.Swappable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What other bundles add to emails, such as S/MIME's. They come and go; a property of one that went is unknown. Threads: any. */
@Component(service = Extensions.class)
public final class Extensions {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    /** By name of a property or a filter. */
    private final Map<String, Swappable<Extension>> places = new ConcurrentHashMap<>();

    /** Of all that ever were here, the capability that a request must use. */
    private final Map<String, String> capabilities = new ConcurrentHashMap<>();

    /** When those of a name last went, by {@link System#nanoTime}. */
    private final Map<String, Long> left = new ConcurrentHashMap<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(Extension extension) {
        if (extension.type().equals(Mail.EMAIL.name())) {
            extension.properties().forEach(name -> bind(name, extension));
            extension.filters().forEach(name -> bind(name, extension));
        }
    }

    private void bind(String name, Extension extension) {
        capabilities.put(name, extension.capability());
        place(name).bind(extension);
    }

    void unbind(Extension extension) {
        if (extension.type().equals(Mail.EMAIL.name())) {
            long now = System.nanoTime();
            extension.properties().forEach(name -> left.put(name, now));
            extension.filters().forEach(name -> left.put(name, now));
            places.values().forEach(place -> place.unbind(extension, DRAIN));
        }
    }

    private Swappable<Extension> place(String name) {
        return places.computeIfAbsent(name, Swappable::new);
    }

    /** Whether a bundle adds this property that is here, or went so lately that it may be being replaced. */
    boolean knows(String name) {
        Swappable<Extension> place = places.get(name);
        if (place == null || place.isPresent()) {
            return place != null;
        }
        Long since = left.get(name);
        return since != null && System.nanoTime() - since <= WAIT.toNanos();
    }

    /** The capability that a request must use to know this property or filter; empty when no bundle ever added it. */
    Optional<String> capabilityOf(String name) {
        return Optional.ofNullable(capabilities.get(name));
    }

    /** Writes one value. */
    void write(View view, ObjectId id, String property, JsonGenerator out) throws IOException {
        try (Swappable.Lease<Extension> extension = place(property).acquire(WAIT)) {
            extension.service().write(view, id, property, out);
        }
    }

    /** What a filter matches; empty when nobody {@link #knows} it, or the request has not opted in to it. */
    Optional<Ordinals> match(View view, String filter, JsonNode value, Ordinals among) throws MethodError, IOException {
        if (!knows(filter) || !view.uses(capabilities.getOrDefault(filter, ""))) {
            return Optional.empty();
        }
        try (Swappable.Lease<Extension> extension = place(filter).acquire(WAIT)) {
            return Optional.of(extension.service().match(view, filter, value, among));
        }
    }
}
