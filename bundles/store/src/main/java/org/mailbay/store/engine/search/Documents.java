package org.mailbay.store.engine.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;

/** Asks models for texts, each on a thread that is left behind when it does not come back in time. For one feeder. */
final class Documents implements AutoCloseable {
    static final Document EMPTY = new Document(Map.of());
    /** Threads left behind that still run, before no more are risked. */
    private static final int MOST_LOST = 4;

    private interface Question {
        @Nullable
        Document ask(Schema schema) throws IOException;
    }

    private final String name;
    private final Schemas schemas;
    private final Reports reports;
    private final Duration limit;
    private final List<Thread> lost = new ArrayList<>();
    private volatile @Nullable Thread thread;
    private @Nullable ExecutorService executor;

    /** @param limit for one text */
    Documents(String name, Schemas schemas, Reports reports, Duration limit) {
        this.name = name;
        this.schemas = schemas;
        this.reports = reports;
        this.limit = limit;
    }

    /**
     * An object's text, or what there is of it; null when it is not searched.
     *
     * @throws org.mailbay.swap.AwayException when its model is not there
     * @throws IOException when it could not be read: try again
     */
    @Nullable
    Document of(Account account, ObjectId id, Row row, byte[] bytes) throws IOException, InterruptedException {
        lost.removeIf(left -> !left.isAlive());
        if (lost.size() >= MOST_LOST) {
            throw new IOException(lost.size() + " texts take too long and do not end");
        }
        try {
            Document document = within(id.letter(), schema -> schema.document(account, id, row, bytes));
            reports.complete(account.id(), id);
            return document;
        } catch (TimeoutException e) {
            reports.incomplete(account.id(), id, "longer than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            reports.incomplete(account.id(), id, String.valueOf(e.getCause()));
        }
        return brief(account, id, row, bytes);
    }

    /** The text that can be had quickly; empty if there is none. */
    Document brief(Account account, ObjectId id, Row row, byte[] bytes) throws IOException, InterruptedException {
        try {
            Document document = within(id.letter(), schema -> schema.brief(account, id, row, bytes));
            return document == null ? EMPTY : document;
        } catch (AwayException e) {
            throw e;
        } catch (TimeoutException | ExecutionException | IOException e) {
            return EMPTY;
        }
    }

    private @Nullable Document within(char letter, Question question)
            throws IOException, InterruptedException, TimeoutException, ExecutionException {
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(work -> {
                Thread fresh = Thread.ofPlatform().daemon().name(name).unstarted(work);
                thread = fresh;
                return fresh;
            });
        }
        Future<@Nullable Document> answer = executor.submit(() -> {
            try (Swappable.Lease<Schema> lease = schemas.acquire(letter)) {
                return question.ask(lease.service());
            }
        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            leave();
            throw e;
        } catch (InterruptedException e) {
            leave();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
    }

    /** Interrupts the thread and goes on without it. */
    private void leave() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
        if (thread != null) {
            lost.add(thread);
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
    }
}
