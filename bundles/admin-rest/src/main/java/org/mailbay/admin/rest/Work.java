package org.mailbay.admin.rest;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.Progress;

/** The slow requests that are being answered, and how far they are. Thread-safe. */
final class Work {
    private final InstantSource clock;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();

    Work(InstantSource clock) {
        this.clock = clock;
    }

    /** A request that is being answered. */
    final class Job implements Progress, AutoCloseable {
        final String id;
        final String operation;
        final String path;
        final Actor actor;
        final Instant began = clock.instant();
        private volatile long[] reached = {0, 0};

        private Job(String id, String operation, String path, Actor actor) {
            this.id = id;
            this.operation = operation;
            this.path = path;
            this.actor = actor;
        }

        @Override
        public void at(long done, long total) {
            reached = new long[] {done, total};
        }

        /** How much is done, and of how much; both 0 while nobody knows. */
        long[] reached() {
            return reached.clone();
        }

        private boolean isSeenBy(Actor who) {
            return who.isSystem() || who.name().equals(actor.name());
        }

        @Override
        public void close() {
            jobs.remove(id, this);
        }
    }

    /**
     * Something begins; it ends when it is closed.
     *
     * @param wish how who asks calls it; another name is made up when it is not 1 to 64 letters, digits and dashes, or is taken
     */
    Job begin(String wish, String operation, String path, Actor actor) {
        if (wish.matches("[A-Za-z0-9-]{1,64}")) {
            Job job = new Job(wish, operation, path, actor);
            if (jobs.putIfAbsent(wish, job) == null) {
                return job;
            }
        }
        Job job = new Job(UUID.randomUUID().toString(), operation, path, actor);
        jobs.put(job.id, job);
        return job;
    }

    /** What somebody may see of it, the oldest first. */
    List<Job> seenBy(Actor who) {
        return jobs.values().stream()
                .filter(job -> job.isSeenBy(who))
                .sorted(Comparator.comparing(job -> job.began))
                .toList();
    }

    Optional<Job> find(String id, Actor who) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.isSeenBy(who));
    }
}
