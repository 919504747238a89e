package org.mailbay.routing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;

/** Rules as objects of the server's own account, followed by a book in memory. The letters and numbers are for ever. */
final class StoredRules {
    static final ObjectType RULE = new ObjectType("AddressRule", 'a');
    static final ObjectType MEMBER = new ObjectType("AddressMember", 'c');

    private static final Column.Text KIND = new Column.Text(1);
    private static final Column.Text NAME = new Column.Text(2);
    private static final Column.Words TO = new Column.Words(3);
    private static final Column.Number KEPT = new Column.Number(4);
    private static final Column.Text POSTING = new Column.Text(5);

    private static final Column.Number OF_RULE = new Column.Number(1);
    private static final Column.Text ADDRESS = new Column.Text(2);

    /** Indexes: kind and name → number of the rule; rule and address → number of the member. */
    private static final String RULES = "address-rule";

    private static final String MEMBERS = "address-member";

    /** A rule that is none: its bytes are the key of {@link Srs}. */
    private static final String SECRET = "secret";

    private static final int SECRET_BYTES = 32;
    private static final int SLICE = 500; // members a transaction

    private final Followed<Rule> rules = new Followed<>(RULE, StoredRules::rule);
    private final Followed<Member> members =
            new Followed<>(MEMBER, (id, row) -> new Member(row.get(OF_RULE), row.get(ADDRESS)));
    private volatile @Nullable Book book;

    /** As last read; null when it never was. */
    @Nullable
    Book book() {
        return book;
    }

    /** Takes in what has changed. */
    synchronized Book follow(Account system) throws IOException {
        Book before = book == null ? Book.EMPTY : book;
        Followed.News<Rule> ruleNews = rules.follow(system);
        Followed.News<Member> memberNews = members.follow(system);
        Book now = before.with(known(ruleNews.gone()), known(ruleNews.come()))
                .withMembers(memberNews.gone(), memberNews.come());
        book = now;
        return now;
    }

    /** Without what is no rule: the secret, and kinds of a newer version. */
    private static List<Rule> known(List<Rule> read) {
        return read.stream().filter(rule -> !rule.name().isEmpty()).toList();
    }

    private static Rule rule(ObjectId id, Row row) {
        return Kind.ofCode(row.get(KIND))
                .map(kind -> new Rule(
                        id.number(),
                        kind,
                        row.get(NAME),
                        List.copyOf(row.get(TO)),
                        row.get(KEPT) != 0,
                        Posting.ofCode(row.get(POSTING)).orElse(Posting.ANYONE)))
                .orElse(new Rule(id.number(), Kind.ALIAS, "", List.of(), false, Posting.ANYONE));
    }

    private static Row row(Rule rule) {
        return Row.EMPTY
                .with(KIND, rule.kind().code())
                .with(NAME, rule.name())
                .with(TO, rule.to())
                .with(KEPT, rule.isKept() ? 1 : 0)
                .with(
                        POSTING,
                        rule.posting() == Posting.ANYONE ? "" : rule.posting().code());
    }

    /** Makes or replaces a rule; whether it is new. */
    boolean put(Account system, Rule rule) throws IOException {
        boolean isNew = system.<Boolean, IOException>write(tx -> {
            byte[] key = key(rule.kind(), rule.name());
            byte[] number = tx.index(RULES, key);
            if (number != null) {
                tx.update(RULE, RULE.id(number(number)), row(rule));
                return false;
            }
            ObjectId id = tx.create(RULE, row(rule), new byte[0], List.of());
            tx.index(RULES, key, bytes(id.number()));
            return true;
        });
        follow(system);
        return isNew;
    }

    /** Removes a rule and its members; whether there was one. */
    boolean remove(Account system, Kind kind, String name) throws IOException {
        boolean wasThere = system.<Boolean, IOException>write(tx -> {
            byte[] key = key(kind, name);
            byte[] number = tx.index(RULES, key);
            if (number == null) {
                return false;
            }
            tx.destroy(RULE, RULE.id(number(number)));
            tx.index(RULES, key, null);
            return true;
        });
        follow(system);
        sweep(system);
        return wasThere;
    }

    /** Removes members whose rule is gone: of one just removed, or when a kill came between. */
    void sweep(Account system) throws IOException {
        Book now = follow(system);
        for (Member lost = now.lost(); lost != null; lost = now.lost()) {
            removeMembers(system, lost.rule(), now.membersOf(lost.rule()));
            now = follow(system);
        }
    }

    /** Adds members, in steps; those that are members already stay it. */
    void addMembers(Account system, long rule, Collection<String> addresses) throws IOException {
        inSlices(system, addresses, (tx, address) -> {
            byte[] key = key(rule, address);
            if (tx.index(MEMBERS, key) == null) {
                ObjectId id =
                        tx.create(MEMBER, Row.EMPTY.with(OF_RULE, rule).with(ADDRESS, address), new byte[0], List.of());
                tx.index(MEMBERS, key, bytes(id.number()));
            }
        });
    }

    /** Removes members, in steps; those that are none are no error. */
    void removeMembers(Account system, long rule, Collection<String> addresses) throws IOException {
        inSlices(system, addresses, (tx, address) -> {
            byte[] key = key(rule, address);
            byte[] number = tx.index(MEMBERS, key);
            if (number != null) {
                tx.destroy(MEMBER, MEMBER.id(number(number)));
                tx.index(MEMBERS, key, null);
            }
        });
    }

    private interface Step {
        void change(Transaction tx, String address) throws IOException;
    }

    private void inSlices(Account system, Collection<String> addresses, Step step) throws IOException {
        List<String> all = List.copyOf(addresses);
        for (int from = 0; from < all.size(); from += SLICE) {
            List<String> slice = all.subList(from, Math.min(all.size(), from + SLICE));
            system.<Boolean, IOException>write(tx -> {
                for (String address : slice) {
                    step.change(tx, address);
                }
                return true;
            });
        }
        follow(system);
    }

    /** The key of {@link Srs}, made at first use. */
    static byte[] secret(Account system) throws IOException {
        ObjectId id = system.<ObjectId, IOException>write(tx -> {
            byte[] key = SECRET.getBytes(StandardCharsets.US_ASCII);
            byte[] number = tx.index(RULES, key);
            if (number != null) {
                return RULE.id(number(number));
            }
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            ObjectId made = tx.create(RULE, Row.EMPTY.with(KIND, SECRET), secret, List.of());
            tx.index(RULES, key, bytes(made.number()));
            return made;
        });
        byte[] secret = system.bytes(id);
        if (secret == null || secret.length < SECRET_BYTES) {
            throw new IOException("the key of rewritten senders is lost");
        }
        return secret;
    }

    private static byte[] key(Kind kind, String name) {
        return (kind.code() + ' ' + name).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(long rule, String address) {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(rule)
                .put(name)
                .array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
