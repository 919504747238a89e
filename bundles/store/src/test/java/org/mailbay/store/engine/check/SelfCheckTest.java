package org.mailbay.store.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.Progress;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class SelfCheckTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private final MemoryRecordDriver records = new MemoryRecordDriver(1L << 30);
    private final MemoryBlobDriver blobs = new MemoryBlobDriver(1L << 30);
    private JmapStore store = fresh();

    private JmapStore fresh() {
        JmapStore made = new JmapStore(Rig.LIMITS, InstantSource.system(), null);
        made.bindRecords(records);
        made.bindBlobs(blobs);
        return made;
    }

    @AfterEach
    void stop() {
        store.stop();
    }

    private SelfCheck check() {
        return new SelfCheck(store, InstantSource.system(), Duration.ofDays(7));
    }

    private void damage(Batch.Builder batch) throws Exception {
        store.stop();
        try (Records open = records.open(new ShardId("main"))) {
            open.commit(batch.build());
        }
        store = fresh();
    }

    private ObjectId add(Account account) throws IOException {
        return account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[3], List.of()));
    }

    private static Call request(String method, Map<String, Object> body, String... path) {
        return Call.of(method, List.of(path)).body(body);
    }

    private static Map<String, Double> measured(SelfCheck check) {
        Map<String, Double> figures = new TreeMap<>();
        check.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                figures.put(name, value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                figures.put(name + List.of(labels), value);
            }
        });
        return figures;
    }

    @Test
    void aMisspeltFieldIsNamed() throws Exception {
        for (AdminResource area : List.of(new CheckArea(check()), new VerifyArea(store), new MigrateArea(store))) {
            assertThatThrownBy(() -> request("POST", Map.of("shart", "main")).to(area))
                    .hasMessageContaining("no field \"shart\"");
        }
    }

    @Test
    void whatIsFoundIsNamedWithAProposalUntilItIsGone() throws Exception {
        Account sound = store.create(new TenantId(1));
        Account damaged = store.create(new TenantId(1));
        add(sound);
        ObjectId lost = add(damaged);
        byte[] key = Keys.object(damaged.id(), lost);
        byte[] value;
        store.stop();
        try (Records open = records.open(new ShardId("main"))) {
            value = open.get(Table.OBJ, key);
        }
        store = fresh();
        damage(Batch.builder().delete(Table.OBJ, key));
        SelfCheck check = check();
        assertThat(check.lookAtAll(Progress.NONE))
                .extracting(Finding::code)
                .containsExactly("object-missing", "quota-differs");
        assertThat(check.results().all()).allSatisfy(finding -> {
            assertThat(finding.account()).isEqualTo(damaged.id());
            assertThat(finding.proposal()).isNotEmpty();
        });
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(measured(check))
                .containsEntry("mailbay_store_findings[code, object-missing]", 1.0)
                .containsEntry("mailbay_store_findings[code, blob-missing]", 0.0)
                .containsEntry("mailbay_store_checked_accounts_total", 3.0);

        damage(Batch.builder().put(Table.OBJ, key, value));
        SelfCheck again = check();
        assertThat(again.lookAtAll(Progress.NONE)).isEmpty();
        assertThat(again.execute().isOk()).isTrue();
    }

    @Test
    void anAccountThatCannotBeReadIsNamedAndTheOthersGoOn() throws Exception {
        Account sound = store.create(new TenantId(1));
        Account damaged = store.create(new TenantId(1));
        add(sound);
        ObjectId broken = add(damaged);
        damage(Batch.builder().put(Table.STATE, Keys.object(damaged.id(), broken), new byte[] {99, 1, 2}));
        SelfCheck check = check();
        assertThat(check.lookAtAll(Progress.NONE)).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("account-unreadable");
            assertThat(finding.account()).isEqualTo(damaged.id());
            assertThat(finding.detail()).contains("STATE", broken.toString(), "version 99");
        });
        assertThatThrownBy(() -> store.account(damaged.id()).orElseThrow().snapshot())
                .hasStackTraceContaining(broken.toString());
        add(store.account(sound.id()).orElseThrow());
    }

    @Test
    void modelsAreAsked() throws Exception {
        Account account = store.create(new TenantId(1));
        SelfCheck check = check();
        Schema schema = new Schema() {
            @Override
            public ObjectType type() {
                return EMAIL;
            }

            @Override
            public Map<String, Column> columns() {
                return Map.of();
            }

            @Override
            public void check(Account of, Consumer<Finding> findings) {
                if (of.id().equals(account.id())) {
                    findings.accept(new Finding("thread-missing", of.id(), "of m5"));
                    throw new IllegalStateException("a model's mistake");
                }
            }
        };
        check.bindSchema(schema);
        assertThat(check.lookAtAll(Progress.NONE))
                .extracting(Finding::code)
                .containsExactly("thread-missing", "check-failed");
        assertThat(measured(check)).containsEntry("mailbay_store_findings[code, thread-missing]", 1.0);
        check.unbindSchema(schema);
        assertThat(check.lookAtAll(Progress.NONE)).isEmpty();
    }

    @Test
    void largeAccountsAreCheckedSliceBySliceWhileTheyAreWrittenTo() throws Exception {
        Account account = store.create(new TenantId(1));
        List<ObjectId> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            account.write(tx -> {
                for (int k = 0; k < 1_000; k++) {
                    all.add(tx.create(EMAIL, Row.EMPTY.with(new Column.Number(1), k), new byte[1], List.of()));
                }
                return true;
            });
        }
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2_000; i++) {
                ObjectId one = all.get(i * 5);
                try {
                    account.write(tx -> {
                        tx.destroy(EMAIL, one);
                        return tx.create(EMAIL, Row.EMPTY, new byte[2], List.of());
                    });
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        while (writer.isAlive()) {
            assertThat(store.check(account.id())).isEmpty();
        }
        assertThat(store.check(account.id())).isEmpty();
        damage(Batch.builder().delete(Table.OBJ, Keys.object(account.id(), all.getLast())));
        assertThat(store.check(account.id()))
                .extracting(Finding::code)
                .containsExactly("object-missing", "quota-differs");
    }

    @Test
    void theAdministratorAsks() throws Exception {
        Account account = store.create(new TenantId(1));
        ObjectId lost = add(account);
        damage(Batch.builder().delete(Table.STATE, Keys.object(account.id(), lost)));
        SelfCheck check = check();
        CheckArea area = new CheckArea(check);
        assertThat(request("GET", Map.of()).to(area)).containsEntry("findings", List.of());
        assertThat(request("POST", Map.of("account", account.id().toString()))
                        .to(area)
                        .get("findings"))
                .asString()
                .contains("state-missing", lost.toString(), "proposal");
        assertThat(request("POST", Map.of()).to(area)).containsKey("allCheckedAt");
        assertThat(request("GET", Map.of()).to(area).get("findings")).asString().contains("state-missing");
        for (String nobody : List.of("?", "a999")) {
            assertThatThrownBy(() -> request("POST", Map.of("account", nobody)).to(area))
                    .isInstanceOf(AdminProblem.class);
        }
        assertThatThrownBy(() -> request("DELETE", Map.of()).to(area)).isInstanceOf(AdminProblem.class);
        VerifyArea verify = new VerifyArea(store);
        assertThat(request("POST", Map.of()).to(verify).get("shards"))
                .asString()
                .contains("main", "wrong=[]");
        assertThatThrownBy(() -> request("POST", Map.of("shard", "other")).to(verify))
                .isInstanceOf(AdminProblem.class);
    }
}
