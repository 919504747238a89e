package org.mailbay.store.engine.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.Rig;
import org.mailbay.swap.AwayException;
import org.mailbay.tck.records.Seed;

final class OutboxTest {
    private final Rig rig = new Rig();
    private Outbox outbox = fresh();

    private Outbox fresh() {
        return new Outbox(rig.store, 4, Duration.ofSeconds(10), 3);
    }

    @AfterEach
    void stop() {
        outbox.stop();
        rig.close();
    }

    private void restart() {
        outbox.stop();
        rig.restart();
        outbox = fresh();
    }

    private Account account() throws IOException {
        return rig.store.create(new TenantId(1));
    }

    private static List<String> numbers(Account account, int count) {
        return IntStream.range(0, count).mapToObj(i -> account.id() + " " + i).toList();
    }

    private long waiting() {
        return outbox.standings().stream().mapToLong(Standing::waiting).sum();
    }

    @Test
    void whatIsAskedForIsDoneOnceInOrder() throws Exception {
        Notes mail = new Notes("mail");
        outbox.bindWorker(mail);
        Account account = account();
        for (int i = 0; i < 200; i++) {
            Notes.ask(account, "mail", "" + i);
        }
        Notes.until(() -> mail.seen.size() == 200 && waiting() == 0);
        assertThat(mail.seen).isEqualTo(numbers(account, 200));
        restart();
        outbox.bindWorker(mail);
        Notes.ask(account(), "mail", "more");
        Notes.until(() -> mail.seen.size() == 201);
    }

    @Test
    void withoutAWorkerItWaitsThroughARestart() throws Exception {
        // Else what is asked for while the rows are looked through may be counted twice: it is "about" until a turn
        // found the end.
        Notes.until(() -> outbox.unread().isEmpty());
        Account account = account();
        for (int i = 0; i < 70; i++) {
            Notes.ask(account, "mail", "" + i);
        }
        rig.millis.addAndGet(5_000);
        Result before = new OutboxHealth(outbox).execute();
        assertThat(before.isOk()).isFalse();
        assertThat(before.toString()).contains("mail: 70 requests wait, the oldest for PT5S");
        restart();
        Notes.until(() -> outbox.unread().isEmpty());
        assertThat(waiting()).isEqualTo(70);
        assertThat(new OutboxHealth(outbox).execute().toString()).contains("PT5S");
        Notes mail = new Notes("mail");
        outbox.bindWorker(mail);
        Notes.until(() -> waiting() == 0);
        assertThat(mail.seen).isEqualTo(numbers(account, 70));
        assertThat(new OutboxHealth(outbox).execute().isOk()).isTrue();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void aFailureHoldsUpNeitherOtherAccountsNorTopics() throws Exception {
        Account bad = account();
        Account good = account();
        boolean[] broken = {true};
        Notes mail = new Notes("mail") {
            @Override
            public void work(AccountId account, byte[] payload) throws IOException {
                if (broken[0] && account.equals(bad.id())) {
                    throw new IOException("not now");
                }
                super.work(account, payload);
            }
        };
        Notes other = new Notes("other");
        outbox.bindWorker(mail);
        outbox.bindWorker(other);
        Notes.ask(bad, "mail", "0");
        Notes.ask(bad, "mail", "1");
        Notes.ask(bad, "other", "x");
        Notes.ask(good, "mail", "0");
        Notes.until(() -> !mail.seen.isEmpty() && !other.seen.isEmpty());
        Notes.until(() -> outbox.standings().getFirst().failing() == 1);
        assertThat(mail.seen).containsExactly(good.id() + " 0");
        assertThat(new OutboxHealth(outbox).execute().toString()).contains("not now");
        broken[0] = false;
        outbox.hurry();
        Notes.until(() -> waiting() == 0);
        assertThat(mail.seen).containsExactly(good.id() + " 0", bad.id() + " 0", bad.id() + " 1");
    }

    /** Fails for what is named, until it is told not to. */
    private static final class Picky extends Notes {
        private final Map<String, IOException> failures = new ConcurrentHashMap<>();

        Picky() {
            super("mail");
        }

        @Override
        public void work(AccountId account, byte[] payload) throws IOException {
            IOException failure = failures.get(new String(payload, StandardCharsets.UTF_8));
            if (failure != null) {
                throw failure;
            }
            super.work(account, payload);
        }
    }

    /** Has what failed tried until {@code so}, without waiting for its time. */
    private void hurryUntil(BooleanSupplier so) throws InterruptedException {
        Notes.until(() -> {
            outbox.hurry();
            return so.getAsBoolean();
        });
    }

    @Test
    void aRequestThatAlwaysFailsIsSetAsideAndKept() throws Exception {
        Picky mail = new Picky();
        mail.failures.put("1", new IOException("bad\nrow"));
        outbox.bindWorker(mail);
        Account account = account();
        for (int i = 0; i < 4; i++) {
            Notes.ask(account, "mail", "" + i);
        }
        hurryUntil(() -> mail.seen.size() == 3);
        assertThat(mail.seen).containsExactly(account.id() + " 0", account.id() + " 2", account.id() + " 3");
        Notes.until(() -> outbox.standings().getFirst().aside() == 1 && waiting() == 0);
        assertThat(outbox.standings().getFirst().failed()).isEqualTo(2); // the third set it aside
        assertThat(rig.store.check()).isEmpty();

        restart();
        Notes.until(() -> outbox.unread().isEmpty());
        Result health = new OutboxHealth(outbox).execute();
        assertThat(health.isOk()).isFalse();
        assertThat(health.toString()).contains("mail: 1 requests failed too often and are set aside");
        OutboxArea area = new OutboxArea(outbox);
        String shown = Call.of("GET", "").to(area).toString();
        assertThat(shown).contains("attempts=3", "account=" + account.id(), "reason=java.io.IOException: bad");

        mail.failures.clear();
        outbox.bindWorker(mail);
        assertThat(Call.of("POST", "retry")
                        .body(Map.of("topic", "other"))
                        .to(area)
                        .toString())
                .isEqualTo("{retried=0}");
        assertThat(Call.of("POST", "retry")
                        .body(Map.of("account", account.id().toString()))
                        .to(area)
                        .toString())
                .isEqualTo("{retried=1}");
        Notes.until(() -> mail.seen.size() == 4);
        assertThat(mail.seen.getLast()).isEqualTo(account.id() + " 1");
        Notes.until(() -> waiting() == 0);
        assertThat(new OutboxHealth(outbox).execute().isOk()).isTrue();
    }

    @Test
    void eachRequestHasAllItsAttempts() throws Exception {
        Picky mail = new Picky();
        mail.failures.put("0", new IOException("first"));
        mail.failures.put("1", new IOException("second"));
        outbox.bindWorker(mail);
        Account account = account();
        for (int i = 0; i < 3; i++) {
            Notes.ask(account, "mail", "" + i);
        }
        hurryUntil(() -> mail.seen.size() == 1);
        assertThat(outbox.asides(10))
                .extracting(aside -> aside.row().attempts())
                .containsExactly(3L, 3L);
        assertThat(outbox.asides(1)).hasSize(1);
    }

    @Test
    void whatNeedsAServiceThatIsAwayIsNotSetAside() throws Exception {
        Picky mail = new Picky();
        mail.failures.put("0", new AwayException("relay"));
        outbox.bindWorker(mail);
        Notes.ask(account(), "mail", "0");
        hurryUntil(() -> outbox.standings().getFirst().failed() > 10);
        assertThat(outbox.asides(10)).isEmpty();
        mail.failures.clear();
        hurryUntil(() -> mail.seen.size() == 1);
    }

    @Test
    void aFullStackIsAFailureAsAnyOther() throws Exception {
        boolean[] broken = {true};
        Notes mail = new Notes("mail") {
            @Override
            public void work(AccountId account, byte[] payload) throws IOException {
                if (broken[0]) {
                    broken[0] = false;
                    throw new StackOverflowError();
                }
                super.work(account, payload);
            }
        };
        outbox.bindWorker(mail);
        Notes.ask(account(), "mail", "x");
        Notes.until(() -> !mail.seen.isEmpty());
    }

    @Test
    void aHangingTopicLeavesRoomForOthers() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        Notes slow = new Notes("slow") {
            @Override
            public void work(AccountId account, byte[] payload) throws IOException {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.work(account, payload);
            }
        };
        Notes quick = new Notes("quick");
        outbox.bindWorker(slow);
        outbox.bindWorker(quick);
        for (int i = 0; i < 10; i++) {
            Account account = account();
            Notes.ask(account, "slow", "s");
            Notes.ask(account, "quick", "q");
        }
        Notes.until(() -> quick.seen.size() == 10);
        assertThat(slow.seen).isEmpty();
        hang.countDown();
        Notes.until(() -> slow.seen.size() == 10);
    }

    @Test
    void whatIsForLaterWaitsAndHoldsUpNothing() throws Exception {
        Notes mail = new Notes("mail");
        outbox.bindWorker(mail);
        Account account = account();
        long now = rig.millis.get();
        for (int i : new int[] {3, 1, 2}) {
            account.write(tx -> {
                tx.outbox(
                        "mail",
                        ("later " + i).getBytes(StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(now + i * 60_000));
                return i;
            });
        }
        Notes.ask(account, "mail", "now");
        Notes.until(() -> mail.seen.size() == 1);
        rig.millis.addAndGet(120_000);
        outbox.look();
        Notes.until(() -> mail.seen.size() == 3);
        restart();
        outbox.bindWorker(mail);
        Notes.ask(account(), "mail", "after");
        Notes.until(() -> mail.seen.size() == 4);
        rig.millis.addAndGet(60_000);
        outbox.look();
        Notes.until(() -> mail.seen.size() == 5);
        assertThat(mail.seen.getFirst()).isEqualTo(account.id() + " now");
        // They became due together, so their order is that in which they were asked for.
        assertThat(mail.seen.subList(1, 3)).containsExactly(account.id() + " later 1", account.id() + " later 2");
        assertThat(mail.seen.getLast()).isEqualTo(account.id() + " later 3");
    }

    @Test
    void aReplacedWorkerIsLeftBeforeItGoes() throws Exception {
        List<String> inside = new ArrayList<>();
        class Counted extends Notes {
            volatile boolean gone;

            Counted() {
                super("mail");
            }

            @Override
            public void work(AccountId account, byte[] payload) throws IOException {
                if (gone) {
                    inside.add("called after it went");
                }
                super.work(account, payload);
                if (gone) {
                    inside.add("went while it was called");
                }
            }
        }
        Account account = account();
        List<Counted> all = new ArrayList<>();
        Counted worker = new Counted();
        all.add(worker);
        outbox.bindWorker(worker);
        for (int i = 0; i < 300; i++) {
            Notes.ask(account, "mail", "" + i);
            if (i % 20 == 19) {
                Counted old = worker;
                outbox.unbindWorker(old);
                old.gone = true;
                worker = new Counted();
                all.add(worker);
                outbox.bindWorker(worker);
            }
        }
        Notes.until(() -> waiting() == 0);
        List<String> seen = new ArrayList<>();
        all.forEach(one -> seen.addAll(one.seen));
        assertThat(inside).isEmpty();
        assertThat(seen).isEqualTo(numbers(account, 300));
    }

    @Test
    void aTransactionThatFailsAsksForNothing() throws Exception {
        Notes mail = new Notes("mail");
        outbox.bindWorker(mail);
        Account account = account();
        assertThatThrownBy(() -> account.write(tx -> {
                    tx.outbox("mail", new byte[] {'x'});
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Notes.ask(account, "not a topic", "x")).isInstanceOf(IllegalArgumentException.class);
        Notes.ask(account, "mail", "after");
        Notes.until(() -> !mail.seen.isEmpty());
        assertThat(mail.seen).containsExactly(account.id() + " after");
    }

    /** Commits that fail before or after they happened, workers that fail, restarts: all that was acknowledged is done, in order. */
    @Test
    void whateverHappensItIsDone() throws Exception {
        Random random = Seed.random("whateverHappensItIsDone");
        List<Account> accounts = List.of(account(), account(), account());
        Map<String, List<Integer>> asked = new HashMap<>();
        Notes worker = new Notes("mail") {
            @Override
            public void work(AccountId account, byte[] payload) throws IOException {
                if (payload[0] % 7 == 0 && !seen.contains("tried " + account + payload[0])) {
                    seen.add("tried " + account + payload[0]);
                    throw new IOException("by chance");
                }
                super.work(account, payload);
            }
        };
        outbox.bindWorker(worker);
        rig.fail(10, 10);
        for (int i = 0; i < 300; i++) {
            AccountId id = accounts.get(random.nextInt(3)).id();
            Account account = rig.store.account(id).orElseThrow();
            int now = i;
            try {
                Notes.ask(account, "mail", "" + now);
                asked.computeIfAbsent(id.toString(), key -> new ArrayList<>()).add(now);
            } catch (IOException doubtful) {
                assertThat(doubtful).hasMessageContaining("fault");
            }
            if (random.nextInt(60) == 0) {
                restart();
                outbox.bindWorker(worker);
            }
            if (random.nextInt(10) == 0) {
                outbox.hurry();
            }
        }
        rig.fail(0, 0);
        Notes.until(() -> {
            outbox.hurry();
            return outbox.unread().isEmpty() && waiting() == 0;
        });
        asked.forEach((account, numbers) -> {
            List<Integer> done = worker.seen.stream()
                    .filter(line -> line.startsWith(account + " "))
                    .map(line -> Integer.parseInt(line.substring(account.length() + 1)))
                    .toList();
            assertThat(done).containsAll(numbers);
            // What is done again is done in order again: the first times are ascending.
            assertThat(new ArrayList<>(new LinkedHashSet<>(done))).isSorted();
        });
    }
}
