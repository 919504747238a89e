package org.mailbay.store.engine.search;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether everything can be found by its text. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Search", "hc.tags=mailbay", "hc.tags=search"})
public final class SearchHealth implements HealthCheck {
    /** What a busy server is behind by without anybody noticing. */
    private static final long FEW = 10_000;

    private final Feed feed;

    @Activate
    public SearchHealth(@Reference Feed feed) {
        this.feed = feed;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (ShardFeed shard : feed.shards()) {
            State state = State.of(feed, shard);
            String name = shard.shard().id().name();
            if (!state.trouble().isEmpty()) {
                log.warn("shard {}: {}; searching by text is refused, everything else works", name, state.trouble());
            } else if (state.scanning() > 0 || state.changes() > FEW) {
                log.warn(
                        "shard {}: behind by {} transactions of {} accounts; {} accounts are being read anew",
                        name,
                        state.changes(),
                        state.behind(),
                        state.scanning());
            } else {
                log.info("shard {}: behind by {} transactions of {} accounts", name, state.changes(), state.accounts());
            }
        }
        int incomplete = feed.reports().findings().size();
        if (incomplete > 0) {
            log.info("{} objects were indexed without all of their text since the start", incomplete);
        }
        return new Result(log);
    }
}
