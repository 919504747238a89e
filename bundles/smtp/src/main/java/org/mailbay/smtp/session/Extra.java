package org.mailbay.smtp.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;

/** A service that mail can do without. Where it is only being replaced, who asks for it waits: mail must not slip past it. */
public final class Extra<T> {
    /** After this time a service that went is not expected back. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final String name;
    private final Duration drain;
    private final Shelf<T> shelf;

    Extra(String name, Duration patience, Duration drain) {
        this(name, patience, drain, GRACE);
    }

    Extra(String name, Duration patience, Duration drain, Duration grace) {
        this.name = name;
        this.drain = drain;
        shelf = new Shelf<>(patience, grace);
    }

    /** One that is waited for however long it is away, once it was here: without it, mail would be refused for good that it knows. */
    static <T> Extra<T> lasting(String name, Duration patience, Duration drain) {
        return new Extra<>(name, patience, drain, FOR_EVER);
    }

    /** It is installed, and will come: at the start of the server mail does not slip past it, either. */
    public void expect() {
        shelf.expect(name);
    }

    public void bind(T service) {
        shelf.bind(name, service);
    }

    public void unbind(T service) {
        shelf.unbind(service, drain);
    }

    /** Whether it is here, or may be back soon. */
    public boolean isKnown() {
        return shelf.names().contains(name);
    }

    /**
     * The service; null where there is none.
     *
     * @throws AwayException when it is being replaced, and that takes too long
     */
    @Nullable
    public Lease<T> acquire() throws AwayException {
        return shelf.acquire(name);
    }
}
