package org.mailbay.jmap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.mail.Tally.Counts;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.Account;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Transaction;

/** Counts and threads that follow changes are those that are counted anew. */
class TallyTest {
    private final Post post = new Post();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<ObjectId> mailboxes = new ArrayList<>();

    TallyTest() throws IOException {}

    @AfterEach
    void close() {
        post.close();
    }

    @Test
    void rfc8621_2_countsFollowChanges() throws Exception {
        Logger.getLogger("tally").info(() -> "seed " + seed);
        Account account = post.account(post.alice);
        Mailboxes.prepared(account);
        Objects all = account.snapshot().objects(Mail.MAILBOX);
        all.all().forEach(ordinal -> mailboxes.add(all.id(ordinal)));
        Tally own = new Tally(null);
        Set<Long> few = Set.of(
                mailboxes.get(0).number(),
                mailboxes.get(5).number(),
                mailboxes.get(3).number());
        Tally shared = new Tally(few);
        ThreadIndex threads = new ThreadIndex((emails, ordinal) -> emails.get(OfEmail.THREAD_NUMBER, ordinal));
        ThreadIndex conversations = new ThreadIndex(Access::conversation);
        Snapshot old = account.snapshot();
        for (int step = 0; step < 300; step++) {
            int changes = 1 + random.nextInt(6);
            account.<Void, IOException>write(tx -> {
                for (int i = 0; i < changes; i++) {
                    change(tx);
                }
                return null;
            });
            if (random.nextInt(3) == 0) {
                continue; // several transactions at once
            }
            Snapshot now = account.snapshot();
            assertCounts(own.of(account, now), now, _ -> true, step);
            assertCounts(shared.of(account, now), now, few::contains, step);
            if (random.nextInt(10) == 0) {
                assertCounts(own.of(account, old), old, _ -> true, step);
                old = now;
            }
            Objects emails = now.objects(Mail.EMAIL);
            Map<Long, List<Integer>> members = new HashMap<>();
            emails.all()
                    .forEach(ordinal -> members.computeIfAbsent(
                                    emails.get(OfEmail.THREAD_NUMBER, ordinal), _ -> new ArrayList<>())
                            .add(ordinal));
            for (Map.Entry<Long, List<Integer>> thread : members.entrySet()) {
                int[] expected = thread.getValue().stream().mapToInt(x -> x).toArray();
                assertThat(threads.members(account, emails, thread.getKey()))
                        .as("step " + step + ", seed " + seed)
                        .containsExactly(expected);
                assertThat(conversations.members(account, emails, 1L << 46 | thread.getKey()))
                        .as("step " + step + ", seed " + seed)
                        .containsExactly(expected);
            }
        }
    }

    private void change(Transaction tx) throws IOException {
        Objects emails = tx.snapshot().objects(Mail.EMAIL);
        int count = emails.all().size();
        ObjectId id = count == 0 ? null : emails.id(emails.all().toArray()[random.nextInt(count)]);
        Row row = id == null ? null : tx.row(id);
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> {
                long number = tx.nextNumber();
                long thread = row == null || random.nextBoolean() ? number : row.get(OfEmail.THREAD_NUMBER);
                tx.create(
                        Mail.EMAIL,
                        Mail.EMAIL.id(number),
                        Row.EMPTY
                                .with(OfEmail.THREAD_NUMBER, thread)
                                .with(OfEmail.CONVERSATION, 1L << 46 | thread)
                                .with(OfEmail.KEYWORDS, keywords())
                                .with(OfEmail.MAILBOXES, members(Row.EMPTY)),
                        new byte[0],
                        List.of());
            }
            case 3 -> {
                if (row != null) {
                    tx.update(Mail.EMAIL, id, row.with(OfEmail.KEYWORDS, keywords()));
                }
            }
            case 4 -> {
                if (row != null) {
                    tx.update(Mail.EMAIL, id, row.with(OfEmail.MAILBOXES, members(row)));
                }
            }
            default -> {
                if (row != null && random.nextInt(2) == 0) {
                    tx.destroy(Mail.EMAIL, id);
                } else if (random.nextInt(20) == 0) {
                    passTrashOn(tx);
                }
            }
        }
    }

    private void passTrashOn(Transaction tx) {
        ObjectId from = mailboxes.get(random.nextInt(mailboxes.size()));
        for (ObjectId id : mailboxes) {
            Row row = java.util.Objects.requireNonNull(tx.row(id));
            String role = id.equals(from) ? Mailboxes.TRASH : row.get(OfMailbox.ROLE);
            tx.update(
                    Mail.MAILBOX,
                    id,
                    row.with(OfMailbox.ROLE, role.equals(Mailboxes.TRASH) && !id.equals(from) ? "" : role));
        }
    }

    private Set<String> keywords() {
        Set<String> keywords = new HashSet<>();
        for (String some : List.of("$seen", "$draft", "$flagged")) {
            if (random.nextInt(3) == 0) {
                keywords.add(some);
            }
        }
        return keywords;
    }

    private List<Member> members(Row old) {
        Map<Long, Member> members = new HashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            long container = mailboxes.get(random.nextInt(mailboxes.size())).number();
            Member had = old.get(OfEmail.MAILBOXES).stream()
                    .filter(member -> member.container() == container)
                    .findFirst()
                    .orElse(new Member(container, 0, 0, false));
            members.put(container, new Member(container, had.uid(), had.modSeq(), random.nextInt(8) == 0));
        }
        return List.copyOf(members.values());
    }

    /** By the words of RFC 8621 §2. */
    private void assertCounts(Map<Long, Counts> counts, Snapshot snapshot, Predicate<Long> readable, int step) {
        Objects emails = snapshot.objects(Mail.EMAIL);
        ObjectId trashBox = Mailboxes.withRole(snapshot.objects(Mail.MAILBOX), Mailboxes.TRASH);
        long trash = trashBox == null ? 0 : trashBox.number();
        for (ObjectId mailbox : mailboxes) {
            if (!readable.test(mailbox.number())) {
                continue;
            }
            long m = mailbox.number();
            int total = 0;
            int unread = 0;
            Set<Long> threads = new HashSet<>();
            Set<Long> unreadThreads = new HashSet<>();
            for (int ordinal : emails.all().toArray()) {
                Set<Long> in = new HashSet<>();
                for (Member member : emails.get(OfEmail.MAILBOXES, ordinal)) {
                    if (!member.deleted() && readable.test(member.container())) {
                        in.add(member.container());
                    }
                }
                boolean isUnread = Mail.isUnread(emails.get(OfEmail.KEYWORDS, ordinal));
                if (in.contains(m)) {
                    total++;
                    unread += isUnread ? 1 : 0;
                    threads.add(emails.get(OfEmail.THREAD_NUMBER, ordinal));
                }
                boolean counted = m == trash ? in.contains(trash) : !in.isEmpty() && !in.equals(Set.of(trash));
                if (isUnread && counted) {
                    unreadThreads.add(emails.get(OfEmail.THREAD_NUMBER, ordinal));
                }
            }
            unreadThreads.retainAll(threads);
            assertThat(counts.getOrDefault(m, Counts.NONE))
                    .as(mailbox + " at step " + step + ", seed " + seed)
                    .isEqualTo(new Counts(total, unread, threads.size(), unreadThreads.size()));
        }
    }
}
