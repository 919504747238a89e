package org.mailbay.store.engine.search;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.spi.SearchIndex;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/store/search}: how far the indexes are; {@code POST …/search/rebuild}: reads everything, or one account, again. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/search")
public final class SearchArea implements AdminResource {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Feed feed;

    @Activate
    public SearchArea(@Reference Feed feed) {
        this.feed = feed;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getSearch", "Shows how far the search indexes are")
                        .needs(Need.system("store.read"))
                        .by(_ -> AdminResponse.ok(status())),
                Operation.post("rebuild", "rebuildSearch", "Reads everything again, or an account")
                        .takes(Shape.object(
                                optional("account", Shape.text(1, 100), "only this one"),
                                optional("clear", Shape.flag(), "forgets the old texts first")))
                        .answers(Shape.object(field("accounts", Shape.number(), "how many are read again")))
                        .needs(Need.system("store.write"))
                        .by(this::rebuild));
    }

    private AdminResponse rebuild(AdminRequest request) throws AdminProblem, IOException {
        AccountId account = null;
        String name = request.text("account", "");
        if (!name.isEmpty()) {
            account = AccountId.parse(name).orElse(null);
            if (account == null || feed.store().space(account) == null) {
                throw new AdminProblem(404, "unknown-account", "There is no account \"" + name + "\".");
            }
        }
        return AdminResponse.ok(Map.of("accounts", feed.rebuild(account, request.flag("clear", false))));
    }

    private Map<String, Object> status() {
        List<Map<String, Object>> shards = new ArrayList<>();
        for (ShardFeed shard : feed.shards()) {
            shards.add(status(shard));
        }
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Finding finding : feed.reports().findings()) {
            findings.add(Map.of(
                    "code", finding.code(), "account", finding.account().toString(), "detail", finding.detail()));
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("shards", shards);
        status.put("indexed", feed.reports().indexed.get());
        status.put("perSecond", feed.reports().perSecond());
        status.put("incomplete", feed.reports().incomplete.get());
        status.put("findings", findings);
        return status;
    }

    private Map<String, Object> status(ShardFeed shard) {
        State state = State.of(feed, shard);
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("shard", shard.shard().id().name());
        status.put("state", state.trouble().isEmpty() ? "fed" : state.trouble());
        long[] sizes = sizes(shard.shard());
        if (sizes != null) {
            status.put("documents", sizes[0]);
            status.put("bytes", sizes[1]);
        }
        status.put("accounts", state.accounts());
        status.put("behindAccounts", state.behind());
        status.put("behindTransactions", state.changes());
        status.put("readAnew", state.scanning());
        List<Map<String, Object>> lines = new ArrayList<>();
        for (State.Line line : state.last()) {
            lines.add(
                    Map.of("account", line.account(), "behindTransactions", line.changes(), "percent", line.percent()));
        }
        status.put("behind", lines);
        return status;
    }

    /** Documents and bytes; null when the index is not there now. */
    private static long @Nullable [] sizes(Shard shard) {
        if (!shard.search().isPresent()) {
            return null;
        }
        try {
            SearchIndex index = shard.search().enter(PATIENCE);
            try {
                return new long[] {index.documents(), index.size()};
            } finally {
                shard.search().exit();
            }
        } catch (IOException e) {
            return null;
        }
    }
}
