package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.JmapClient;
import tools.jackson.databind.JsonNode;

/**
 * Follows the event stream of an account. An update may end it in good order; then, as every EventSource does, it comes back and says what
 * it has seen last. In the end it must have been told of the newest state.
 */
final class Watcher implements Runnable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long LATEST_SECONDS = 10;

    private final int number;
    private final int port;
    private final Load load;
    private final Ledger ledger;
    private final BooleanSupplier goOn;
    private volatile String told = "";

    Watcher(int number, int port, Load load, Ledger ledger, BooleanSupplier goOn) {
        this.number = number;
        this.port = port;
        this.load = load;
        this.ledger = ledger;
        this.goOn = goOn;
    }

    @Override
    public void run() {
        String lastId = "";
        try {
            long deadline = Long.MAX_VALUE;
            while (System.nanoTime() < deadline) {
                try (JmapClient user = user();
                        EventStream stream = new EventStream(port, user, 1, lastId, TIMEOUT_MILLIS)) {
                    while (System.nanoTime() < deadline && follow(stream)) {
                        lastId = stream.lastId();
                        if (!goOn.getAsBoolean()) {
                            deadline = Math.min(deadline, System.nanoTime() + TimeUnit.SECONDS.toNanos(LATEST_SECONDS));
                            if (told.equals(state())) {
                                return;
                            }
                        }
                    }
                    lastId = stream.lastId();
                }
            }
            ledger.violation("event stream " + number + " was last told " + told + ", the state is " + state());
        } catch (IOException | RuntimeException e) {
            ledger.violation("event stream " + number + ": " + e);
        }
    }

    /** Waits for an event; false when the stream has ended. */
    private boolean follow(EventStream stream) throws IOException {
        EventStream.Event event = stream.next();
        switch (event.name()) {
            case "end" -> {
                ledger.streamEnds.incrementAndGet();
                return false;
            }
            case "state" -> {
                ledger.events.incrementAndGet();
                for (JsonNode account : event.data().get("changed")) {
                    JsonNode state = account.get("Email");
                    told = state == null ? told : state.asString();
                }
            }
            default -> {}
        }
        return true;
    }

    private JmapClient user() throws IOException {
        return new JmapClient(port, load.user(number), HotSwap.PASSWORD, TIMEOUT_MILLIS);
    }

    private String state() throws IOException {
        try (JmapClient user = user()) {
            return user.one("Email/get", "\"ids\":[]").get("state").asString();
        }
    }
}
