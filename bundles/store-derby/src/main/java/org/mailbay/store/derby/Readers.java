package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A shard's reading threads and their sessions; whoever asks waits for them, interrupted or not. */
final class Readers {
    /** What to do with a session. */
    @FunctionalInterface
    interface Task<T> {
        T run(Session session) throws SQLException, IOException;
    }

    private static final String DEADLOCK = "40001";
    private static final int DEADLOCKS = 3;

    private final Path database;
    private final Shard shard;
    private final ThreadPoolExecutor executor;
    private final BlockingQueue<Session> idle;

    Readers(Path database, Shard shard, int count) throws SQLException {
        this.database = database;
        this.shard = shard;
        ThreadFactory threads = Thread.ofPlatform()
                .daemon()
                .name("derby-" + shard.label() + "-read-", 1)
                .factory();
        idle = new ArrayBlockingQueue<>(count);
        for (int i = 0; i < count; i++) {
            idle.add(Session.open(database));
        }
        executor = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    /** Runs a task on a reading thread. */
    <T> T call(Task<T> task) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            shard.tally().reads().increment();
            // Submitted, so that the pool's code in the JDK meets a class of the JDK: see ADR 23.
            executor.submit(() -> {
                Session session = idle.remove();
                try {
                    run(task, session, result);
                } finally {
                    idle.add(session);
                }
            });
        } catch (RejectedExecutionException closed) {
            throw new IOException("the shard is closed", closed);
        }
        return await(result);
    }

    /** Reads that wait for a thread. */
    int waiting() {
        return executor.getQueue().size();
    }

    /** Runs a long task on a thread and a session of its own. */
    <T> T callAlone(Task<T> task) throws IOException {
        return OwnThread.run("derby-" + shard.label() + "-admin", () -> {
            CompletableFuture<T> result = new CompletableFuture<>();
            try (Session session = Session.open(database)) {
                run(task, session, result);
            } catch (SQLException failed) {
                shard.judge(failed);
                result.completeExceptionally(Reason.clean(failed));
            }
            return await(result);
        });
    }

    /** Whatever happens, the caller hears of it; a deadlock with the committer, which Derby ends, does not. */
    private <T> void run(Task<T> task, Session session, CompletableFuture<T> result) {
        for (int left = DEADLOCKS; !result.isDone(); left--) {
            try {
                T value = task.run(session);
                session.commit();
                result.complete(value);
            } catch (SQLException | IOException | RuntimeException | Error failed) {
                if (left == 0 || !(failed instanceof SQLException refused && DEADLOCK.equals(refused.getSQLState()))) {
                    result.completeExceptionally(Reason.clean(failed));
                }
                undo(session, failed);
            }
        }
    }

    private void undo(Session session, Throwable why) {
        if (why instanceof SQLException refused) {
            shard.judge(refused);
        }
        try {
            session.rollback();
        } catch (SQLException alsoFailed) {
            shard.judge(alsoFailed);
        }
    }

    private static <T> T await(CompletableFuture<T> result) throws IOException {
        try {
            return result.join();
        } catch (CompletionException failed) {
            throw new IOException("Reading failed: " + Reason.of(failed.getCause()), failed.getCause());
        }
    }

    /** Ends what is asked already, within the time given, and gives threads and sessions back. */
    void close(Duration drain) throws SQLException {
        executor.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Session session : idle) {
            session.close();
        }
    }
}
