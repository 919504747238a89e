package org.mailbay.store.engine.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TenantId;

/** The keys of all tables: big-endian, so that they sort as their numbers do. */
public final class Keys {
    /** Blobs are shared by accounts: their rows stand under this number, which is no account's. */
    private static final long BLOBS = -1;

    private static final int MAX_PLAIN = 200;

    private Keys() {}

    /** STATE and OBJ: account, letter, number. */
    public static byte[] object(AccountId account, ObjectId id) {
        return new Out(17)
                .fixed(account.number())
                .octet(id.letter())
                .fixed(id.number())
                .done();
    }

    /** Reads {@link #object}. */
    public static ObjectId objectOf(byte[] key) throws java.io.IOException {
        In in = new In(key);
        in.fixed();
        char letter = (char) in.octet();
        return new ObjectId(letter, in.fixed());
    }

    /** LOG: account, modseq, part. */
    public static byte[] log(AccountId account, long modSeq, int part) {
        return new Out(17).fixed(account.number()).fixed(modSeq).octet(part).done();
    }

    /** The modseq of {@link #log}. */
    public static long modSeqOf(byte[] key) throws java.io.IOException {
        In in = new In(key);
        in.fixed();
        return in.fixed();
    }

    /** IDX: account, name, NUL, then 0 and the key, or 1 and its SHA-256 when it is long. */
    public static byte[] index(AccountId account, String index, byte[] key) {
        byte[] name = index.getBytes(StandardCharsets.US_ASCII);
        if (name.length == 0 || name.length > 40 || !index.chars().allMatch(Keys::isOfName)) {
            throw new IllegalArgumentException("index name: 1 to 40 letters, digits, dots, dashes");
        }
        Out out = new Out(10 + name.length + Math.min(key.length, MAX_PLAIN))
                .fixed(account.number())
                .raw(name)
                .octet(0);
        return key.length <= MAX_PLAIN
                ? out.octet(0).raw(key).done()
                : out.octet(1).raw(sha256(key)).done();
    }

    /**
     * As {@link #index(AccountId, String, byte[])}.
     *
     * @param hashed whether {@code key} is what is stored of a long one
     */
    public static byte[] index(AccountId account, String index, byte[] key, boolean hashed) {
        if (!hashed) {
            return index(account, index, key);
        }
        byte[] whole = index(account, index, new byte[MAX_PLAIN + 1]);
        if (key.length != 32) {
            throw new IllegalArgumentException("a hash of " + key.length + " bytes");
        }
        System.arraycopy(key, 0, whole, whole.length - key.length, key.length);
        return whole;
    }

    private static boolean isOfName(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** SYS: the head of an account. */
    public static byte[] head(AccountId account) {
        return new Out(9).fixed(account.number()).octet('h').done();
    }

    /** The account of {@link #head}. */
    public static AccountId accountOfHead(byte[] key) throws java.io.IOException {
        return new AccountId(new In(key).fixed());
    }

    /** SYS: the UID counter of a container. */
    public static byte[] uid(AccountId account, long container) {
        return new Out(17).fixed(account.number()).octet('u').fixed(container).done();
    }

    /** SYS: first of all {@link #uid}. */
    public static byte[] uids(AccountId account) {
        return new Out(9).fixed(account.number()).octet('u').done();
    }

    /** The container of {@link #uid}. */
    public static long containerOf(byte[] key) throws java.io.IOException {
        In in = new In(key);
        in.fixed();
        in.octet();
        return in.fixed();
    }

    /** SYS: one request of one transaction: all of a shard together, in order within account and topic. */
    public static byte[] outbox(AccountId account, String topic, long modSeq, int position) {
        return new Out(92)
                .raw(outbox(account, topic))
                .fixed(modSeq)
                .octet(position >>> 8)
                .octet(position)
                .done();
    }

    /** SYS: first of all {@link #outbox(AccountId, String, long, int)} of an account and topic. */
    public static byte[] outbox(AccountId account, String topic) {
        if (topic.isEmpty() || topic.length() > 64 || !topic.chars().allMatch(Keys::isOfName)) {
            throw new IllegalArgumentException("topic: 1 to 64 letters, digits, dots, dashes");
        }
        return new Out(18 + topic.length())
                .fixed(0)
                .octet('o')
                .fixed(account.number())
                .raw(topic.getBytes(StandardCharsets.US_ASCII))
                .octet(0)
                .done();
    }

    /** SYS: first of all {@link #outbox(AccountId, String, long, int)} of an account. */
    public static byte[] outbox(AccountId account) {
        return new Out(17).fixed(0).octet('o').fixed(account.number()).done();
    }

    /** SYS: first of all requests that may be worked on. */
    public static byte[] outboxes() {
        return new Out(9).fixed(0).octet('o').done();
    }

    /** The topic of {@link #outbox(AccountId, String, long, int)}. */
    public static String topicOf(byte[] key) {
        return new String(key, 17, key.length - 17 - 1 - 10, StandardCharsets.US_ASCII);
    }

    /** The modseq of {@link #outbox(AccountId, String, long, int)}. */
    public static long modSeqOfRequest(byte[] key) throws java.io.IOException {
        return new In(Arrays.copyOfRange(key, key.length - 10, key.length)).fixed();
    }

    /** SYS: one request of one transaction that is not to be worked on before a time, in milliseconds since 1970. */
    public static byte[] delayed(long due, AccountId account, long modSeq, int position) {
        return new Out(35)
                .fixed(0)
                .octet('w')
                .fixed(due)
                .fixed(account.number())
                .fixed(modSeq)
                .octet(position >>> 8)
                .octet(position)
                .done();
    }

    /** SYS: first of all {@link #delayed(long, AccountId, long, int)}. */
    public static byte[] delayed() {
        return new Out(9).fixed(0).octet('w').done();
    }

    /** The time of {@link #delayed(long, AccountId, long, int)}. */
    public static long dueOf(byte[] key) throws java.io.IOException {
        return containerOf(key);
    }

    /** The account of {@link #delayed(long, AccountId, long, int)}. */
    public static AccountId accountOfDelayed(byte[] key) throws java.io.IOException {
        In in = new In(key);
        in.fixed();
        in.octet();
        in.fixed();
        return new AccountId(in.fixed());
    }

    /** SYS: where {@link #delayed(long, AccountId, long, int)} goes when its time has come. */
    public static byte[] ripe(byte[] key, String topic) throws java.io.IOException {
        In in = new In(key);
        in.fixed();
        in.octet();
        in.fixed();
        return outbox(new AccountId(in.fixed()), topic, in.fixed(), in.octet() << 8 | in.octet());
    }

    /** SYS: where {@link #outbox(AccountId, String, long, int)} goes when it has failed too often. */
    public static byte[] aside(byte[] key) {
        return moved(key, 'q');
    }

    /** SYS: where {@link #aside(byte[])} goes when it is to be tried again. */
    public static byte[] again(byte[] key) {
        return moved(key, 'o');
    }

    private static byte[] moved(byte[] key, char kind) {
        byte[] moved = key.clone();
        moved[8] = (byte) kind;
        return moved;
    }

    /** SYS: first of all {@link #aside(byte[])}. */
    public static byte[] asides() {
        return new Out(9).fixed(0).octet('q').done();
    }

    /** SYS: what one transaction replaced, in parts. */
    public static byte[] undo(AccountId account, long modSeq, int part) {
        return new Out(19)
                .fixed(account.number())
                .octet('z')
                .fixed(modSeq)
                .octet(part >>> 8)
                .octet(part)
                .done();
    }

    /** SYS: first of all {@link #undo}. */
    public static byte[] undos(AccountId account) {
        return new Out(9).fixed(account.number()).octet('z').done();
    }

    /** The modseq of {@link #undo}. */
    public static long modSeqOfUndo(byte[] key) throws java.io.IOException {
        return containerOf(key);
    }

    /** Whether a row of {@link #undo} is its transaction's first. */
    public static boolean isFirstUndo(byte[] key) {
        return key[key.length - 1] == 0 && key[key.length - 2] == 0;
    }

    /** SYS: that an account uploaded a blob at a time, in milliseconds since 1970; the value is that of its {@link #hold}. */
    public static byte[] upload(AccountId account, long at, BlobRef ref) {
        return new Out(49)
                .fixed(account.number())
                .octet('l')
                .fixed(at)
                .raw(ref.name())
                .done();
    }

    /** SYS: first of all {@link #upload}. */
    public static byte[] uploads(AccountId account) {
        return new Out(9).fixed(account.number()).octet('l').done();
    }

    /** The time of {@link #upload}. */
    public static long timeOfUpload(byte[] key) throws java.io.IOException {
        return containerOf(key);
    }

    /** The {@link #hold} that {@link #upload} is about. */
    public static byte[] holdOf(byte[] key) {
        return new Out(49)
                .fixed(BLOBS)
                .raw(Arrays.copyOfRange(key, 17, key.length))
                .raw(Arrays.copyOf(key, 8))
                .octet(0)
                .done();
    }

    /** SYS: the modseq since which every transaction's undo is there; absent when the past is not kept. */
    public static byte[] past(AccountId account) {
        return new Out(9).fixed(account.number()).octet('y').done();
    }

    /** SYS: a type's name by its letter. */
    public static byte[] type(char letter) {
        return new Out(10).fixed(0).octet('t').octet(letter).done();
    }

    /** SYS: first of all {@link #type}. */
    public static byte[] types() {
        return new Out(9).fixed(0).octet('t').done();
    }

    /** SYS: a tenant's naming key. */
    public static byte[] tenant(long tenant) {
        return new Out(17).fixed(0).octet('k').fixed(tenant).done();
    }

    /** SYS: first of all {@link #tenant}. */
    public static byte[] tenants() {
        return new Out(9).fixed(0).octet('k').done();
    }

    /** SYS: a key that blobs are encrypted with. */
    public static byte[] dataKey(int number) {
        return new Out(17).fixed(0).octet('d').fixed(number).done();
    }

    /** SYS: first of all {@link #dataKey}. */
    public static byte[] dataKeys() {
        return new Out(9).fixed(0).octet('d').done();
    }

    /** SYS: how far a chore is. */
    public static byte[] chore(String name) {
        return new Out(40).fixed(0).octet('c').text(name).done();
    }

    /** SYS: that a blob is damaged. */
    public static byte[] damaged(BlobRef ref) {
        return new Out(41).fixed(0).octet('b').raw(ref.name()).done();
    }

    /** SYS: first of all {@link #damaged}. */
    public static byte[] damaged() {
        return new Out(9).fixed(0).octet('b').done();
    }

    /** SYS: that an account exists. */
    public static byte[] account(AccountId account) {
        return new Out(17).fixed(0).octet('a').fixed(account.number()).done();
    }

    /** SYS: that an account is being made; nobody sees it. */
    public static byte[] hidden(AccountId account) {
        return new Out(17).fixed(0).octet('i').fixed(account.number()).done();
    }

    /** SYS: first of all {@link #hidden}. */
    public static byte[] hiddens() {
        return new Out(9).fixed(0).octet('i').done();
    }

    /** SYS: first of all {@link #account}. */
    public static byte[] accounts() {
        return new Out(9).fixed(0).octet('a').done();
    }

    /** The account of {@link #account}. */
    public static AccountId accountOf(byte[] key) throws java.io.IOException {
        return new AccountId(containerOf(key));
    }

    /** SYS: the name of a tenant's shard. */
    public static byte[] place(TenantId tenant) {
        return new Out(17).fixed(0).octet('p').fixed(tenant.number()).done();
    }

    /** SYS: first of all {@link #place}. */
    public static byte[] places() {
        return new Out(9).fixed(0).octet('p').done();
    }

    /** SYS: how far the search index is with an account. */
    public static byte[] cursor(AccountId account) {
        return new Out(17).fixed(0).octet('x').fixed(account.number()).done();
    }

    /** SYS: first of all {@link #cursor}. */
    public static byte[] cursors() {
        return new Out(9).fixed(0).octet('x').done();
    }

    /** SYS: the number of the next account. */
    public static byte[] nextAccount() {
        return new Out(9).fixed(0).octet('n').done();
    }

    /** SYS: first of all rows about blobs. */
    public static byte[] blobs() {
        return new Out(8).fixed(BLOBS).done();
    }

    /** SYS: first of all rows about blobs whose names begin with these octets, or later ones. */
    public static byte[] blobs(int first, int second) {
        return new Out(10).fixed(BLOBS).octet(first).octet(second).done();
    }

    /** Whether a key of SYS is of a row about a blob. */
    public static boolean isOfBlob(byte[] key) {
        return key.length > 40 && Arrays.equals(key, 0, 8, blobs(), 0, 8);
    }

    /** SYS: after all rows about blobs. */
    public static byte[] afterBlobs() {
        byte[] end = new byte[64];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }

    /** SYS: first of all rows about a blob. */
    public static byte[] rows(BlobRef ref) {
        return new Out(40).fixed(BLOBS).raw(ref.name()).done();
    }

    /** SYS: first of all {@link #reference} and {@link #hold} of a blob by an account. */
    public static byte[] references(BlobRef ref, AccountId account) {
        return new Out(48).fixed(BLOBS).raw(ref.name()).fixed(account.number()).done();
    }

    /** SYS: that an object refers to a blob. */
    public static byte[] reference(BlobRef ref, AccountId account, ObjectId id) {
        return new Out(57)
                .fixed(BLOBS)
                .raw(ref.name())
                .fixed(account.number())
                .octet(id.letter())
                .fixed(id.number())
                .done();
    }

    /** SYS: that an account wants a blob kept for a while. */
    public static byte[] hold(BlobRef ref, AccountId account) {
        return new Out(49)
                .fixed(BLOBS)
                .raw(ref.name())
                .fixed(account.number())
                .octet(0)
                .done();
    }

    /** The first key of an account in any table but for its blobs. */
    public static byte[] first(AccountId account) {
        return new Out(8).fixed(account.number()).done();
    }

    /** After the last key of an account. */
    public static byte[] after(AccountId account) {
        return new Out(8).fixed(account.number() + 1).done();
    }

    /** After the last key that begins with {@code prefix}, whose last byte is not 0xff. */
    public static byte[] afterPrefix(byte[] prefix) {
        byte[] after = prefix.clone();
        int last = after.length - 1;
        while (after[last] == (byte) 0xff) {
            after[last--] = 0;
        }
        after[last]++;
        return after;
    }
}
