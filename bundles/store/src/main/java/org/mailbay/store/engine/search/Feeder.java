package org.mailbay.store.engine.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.swap.AwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that feeds: takes an account, does a bounded piece of its work, and takes the next. */
final class Feeder implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final long TURN_NANOS = Duration.ofMillis(200).toNanos();
    private static final long TEND_NANOS = Duration.ofMillis(500).toNanos();
    private static final long TURN_CHARS = 4_000_000;
    private static final int SLICE = 32;
    private static final long FIRST_RETRY_NANOS = Duration.ofMillis(250).toNanos();
    /** Attempts to read an object before it is indexed with what there is. */
    private static final int MOST_FAILURES = 3;

    private final Feed feed;
    private final Agenda agenda;
    private final Planner planner;
    private final Documents documents;

    Feeder(Feed feed, Agenda agenda, Documents documents) {
        this.feed = feed;
        this.agenda = agenda;
        this.documents = documents;
        planner = new Planner(feed.schemas());
    }

    @Override
    public void run() {
        try (documents) {
            while (!feed.isStopped()) {
                feed.tend();
                Progress progress = agenda.take(TEND_NANOS);
                if (progress != null) {
                    work(progress);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("event=feeder-ends");
        }
    }

    private void work(Progress progress) throws InterruptedException {
        progress.waiting.set(0);
        try {
            Space space = feed.store().space(progress.account);
            ShardFeed shard = space == null ? null : feed.of(space.shard());
            ShardFeed.Ticket ticket = shard == null ? null : shard.begin(progress);
            boolean more = ticket != null && turn(space, shard, ticket, progress);
            progress.failedTurns = 0;
            if (more) {
                agenda.more(progress);
            } else {
                agenda.done(progress);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            progress.plan = null;
            int times = Math.min(6, ++progress.failedTurns);
            if (progress.failedTurns == 1 || progress.failedTurns % 20 == 0) {
                LOG.warn(
                        "event=indexing-failed account={} times={} reason=\"{}\"",
                        progress.account,
                        progress.failedTurns,
                        e.toString());
            }
            agenda.retry(progress, FIRST_RETRY_NANOS << times);
        }
    }

    /** Whether there may be more to do. */
    private boolean turn(Space space, ShardFeed shard, ShardFeed.Ticket ticket, Progress progress)
            throws IOException, InterruptedException {
        Plan plan = progress.plan;
        if (plan == null || plan.epoch != ticket.epoch()) {
            plan = planner.next(ticket.epoch(), space, progress, ticket.position());
            progress.plan = plan;
        }
        if (plan == null) {
            return false;
        }
        List<SearchIndex.Change> changes = new ArrayList<>();
        if (plan.clear) {
            shard.forget(ticket, progress);
            changes.add(new SearchIndex.RemoveAll(progress.account));
        }
        boolean away = false;
        try {
            read(space, progress, plan, changes);
        } catch (AwayException e) {
            away = true;
        }
        if (!changes.isEmpty()) {
            if (!shard.apply(ticket, changes)) {
                progress.plan = null;
                return true;
            }
            plan.changedIndex = true;
            plan.clear = false;
            count(changes);
        }
        if (away) {
            progress.plan = null;
        } else if (plan.ids.isEmpty()) {
            progress.plan = null;
            progress.singly = false;
            if (shard.finish(ticket, progress, plan.target, plan.changedIndex) && plan.rebuild) {
                progress.rebuild = Progress.Rebuild.NO;
            }
        }
        return true;
    }

    private void count(List<SearchIndex.Change> changes) {
        long puts = changes.stream().filter(SearchIndex.Put.class::isInstance).count();
        feed.reports().indexed.addAndGet(puts);
        feed.reports().removed.addAndGet(changes.size() - puts);
    }

    /** Takes objects from the plan for a while. */
    private void read(Space space, Progress progress, Plan plan, List<SearchIndex.Change> changes)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TURN_NANOS;
        long chars = 0;
        while (!plan.ids.isEmpty() && System.nanoTime() < end && chars < TURN_CHARS) {
            List<ObjectId> ids =
                    plan.ids.stream().limit(progress.singly ? 1 : SLICE).toList();
            List<byte @Nullable []> bytes;
            try {
                bytes = space.bytes(ids);
            } catch (IOException e) {
                if (progress.singly) {
                    changes.add(giveUp(space, progress, ids.getFirst(), null, e));
                    plan.ids.removeFirst();
                }
                progress.singly = true;
                continue;
            }
            Image image = space.image();
            for (int i = 0; i < ids.size() && System.nanoTime() < end && chars < TURN_CHARS; i++) {
                SearchIndex.Change change = change(space, progress, ids.get(i), image.row(ids.get(i)), bytes.get(i));
                changes.add(change);
                chars += length(change);
                plan.ids.removeFirst();
            }
        }
    }

    private static long length(SearchIndex.Change change) {
        return change instanceof SearchIndex.Put put
                ? put.document().texts().values().stream()
                        .mapToLong(String::length)
                        .sum()
                : 0;
    }

    private SearchIndex.Change change(
            Space space, Progress progress, ObjectId id, @Nullable Row row, byte @Nullable [] bytes)
            throws IOException, InterruptedException {
        if (row == null || bytes == null) {
            return new SearchIndex.Remove(progress.account, id);
        }
        try {
            Document document = documents.of(space, id, row, bytes);
            return document == null
                    ? new SearchIndex.Remove(progress.account, id)
                    : new SearchIndex.Put(progress.account, id, document);
        } catch (AwayException e) {
            throw e;
        } catch (IOException e) {
            return giveUp(space, progress, id, documents.brief(space, id, row, bytes), e);
        }
    }

    /** An object that cannot be read again and again is indexed with what there is; while a driver is away nothing is given up. */
    private SearchIndex.Change giveUp(
            Space space, Progress progress, ObjectId id, @Nullable Document brief, IOException why) throws IOException {
        if (!space.shard().records().isPresent() || !space.shard().blobs().isPresent()) {
            throw why;
        }
        if (isGone(space, id)) {
            return new SearchIndex.Remove(progress.account, id);
        }
        progress.failures = id.equals(progress.failing) ? progress.failures + 1 : 1;
        progress.failing = id;
        if (progress.failures < MOST_FAILURES) {
            throw why;
        }
        progress.failing = null;
        feed.reports().incomplete(progress.account, id, String.valueOf(why.getMessage()));
        return new SearchIndex.Put(progress.account, id, brief == null ? Documents.EMPTY : brief);
    }

    /** What goes while it is read is gone, and no failure. */
    private static boolean isGone(Space space, ObjectId id) {
        try {
            return space.bytes(List.of(id)).getFirst() == null;
        } catch (IOException e) {
            return false; // It is there, and cannot be read
        }
    }
}
