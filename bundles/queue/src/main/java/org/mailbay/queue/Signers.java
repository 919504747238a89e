package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.spi.Signer;
import org.mailbay.mime.Content;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who signs what leaves, by the name of their bundle.
 *
 * <p>One that was here, or is installed and on its way, is waited for: mail must not slip past it unsigned because it is being replaced. One that
 * is not coming back, for its bundle was uninstalled or stopped for good, is asked no more.
 */
final class Signers {
    private static final Logger LOG = LoggerFactory.getLogger(Signers.class);

    private final Duration patience;
    private final Duration drain;
    private final Map<String, Post> posts = new ConcurrentHashMap<>();

    /** @param patience how long a message waits for a signer; @param drain how long an update of one waits for messages */
    Signers(Duration patience, Duration drain) {
        this.patience = patience;
        this.drain = drain;
    }

    /** @param isExpected whether one that is not here will come (back) */
    private record Post(Swappable<Signer> signer, BooleanSupplier isExpected) {}

    /** There is a signer that has not come yet. */
    void expect(String name, BooleanSupplier isExpected) {
        posts.putIfAbsent(name, new Post(new Swappable<>(name), isExpected));
    }

    /** @param isExpected whether it will come back once it went */
    void bind(String name, Signer signer, BooleanSupplier isExpected) {
        posts.compute(name, (key, post) -> {
                    Swappable<Signer> held = post == null ? new Swappable<>(name) : post.signer();
                    return new Post(held, isExpected);
                })
                .signer()
                .bind(signer);
    }

    /** When this returns nobody is inside it, within the drain. */
    void unbind(Signer signer) {
        posts.values().forEach(post -> post.signer().unbind(signer, drain));
    }

    /** Names of those that are waited for. */
    List<String> away() {
        return new TreeMap<>(posts)
                .entrySet().stream()
                        .filter(post -> !post.getValue().signer().isPresent()
                                && post.getValue().isExpected().getAsBoolean())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /**
     * What all of them put before a message.
     *
     * @throws AwayException when one is away and did not come in time: the message is not to leave
     */
    String sign(Shipment shipment, Content content) throws IOException {
        StringBuilder fields = new StringBuilder();
        for (Map.Entry<String, Post> entry : new TreeMap<>(posts).entrySet()) {
            Post post = entry.getValue();
            if (!post.signer().isPresent() && !post.isExpected().getAsBoolean()) {
                LOG.info("event=queue-signer outcome=gone name={}", entry.getKey());
                posts.remove(entry.getKey(), post);
                continue;
            }
            List<String> signed = new ArrayList<>();
            try (Lease<Signer> lease = post.signer().acquire(patience)) {
                signed.addAll(lease.service().sign(shipment, content));
            }
            signed.forEach(fields::append);
        }
        return fields.toString();
    }
}
