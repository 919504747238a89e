package org.mailbay.directory.local;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.AccessKeys;
import org.mailbay.directory.Credential;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** App passwords and tokens: 100 bits and more, so that a plain hash of them is enough. */
final class StoredKeys implements AccessKeys {
    private static final Logger LOG = LoggerFactory.getLogger(StoredKeys.class);
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyz2345679";
    private static final int GROUPS = 5;
    private static final int GROUP = 4;
    private static final int MOST = 100;

    /** What the version of a key begins with, before its id; that of a token from before keys; that of a password is p. */
    private static final String KEY_VERSION = "k-";

    private static final String TOKEN_VERSION = "t-";

    private final Register register;
    private final SecureRandom random = new SecureRandom();

    StoredKeys(Register register) {
        this.register = register;
    }

    @Override
    public Issued issue(String address, KeyTerms terms) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> owner = register.user(address);
        Instant now = register.now();
        if (terms.expires().isPresent() && !terms.expires().get().isAfter(now)) {
            throw new DirectoryException(Code.MALFORMED, "It would be over already.");
        }
        boolean isPassword = terms.kind() == AccessKey.Kind.APP_PASSWORD;
        Secret secret = Secret.of(isPassword ? password() : token());
        Types.Key key = new Types.Key(hash(secret), owner.id().number(), now, terms);
        ObjectId id = register.change(tx -> {
            Objects keys = tx.snapshot().objects(Types.KEY);
            int count = 0;
            for (Entries.Index.Entry<Types.Key> other : register.entries().keys.each()) {
                if (other.value().owner() == key.owner()) {
                    if (other.value().isOver(now.toEpochMilli()) && keys.ordinal(other.id()) >= 0) {
                        tx.destroy(Types.KEY, other.id());
                    } else {
                        count++;
                    }
                }
            }
            if (count >= MOST) {
                throw new DirectoryException(Code.LIMIT, "A user may have " + MOST + " app passwords and tokens.");
            }
            return tx.create(Types.KEY, Types.row(key), new byte[0], List.of());
        });
        LOG.info(
                "event=key-issued address={} kind={} id={} name=\"{}\" scopes={} expires={}",
                owner.value().address(),
                terms.kind().name().toLowerCase(Locale.ROOT),
                id,
                words(terms.name()),
                String.join(",", terms.scopes()),
                terms.expires().map(Instant::toString).orElse("never"));
        return new Issued(key.shown(id), secret);
    }

    private String password() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) {
                password.append('-');
            }
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private String token() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(Secret secret) {
        return Register.sha256(secret.reveal());
    }

    private static String words(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}_ .-]", "?");
    }

    @Override
    public List<AccessKey> of(String address) throws DirectoryException {
        Entries.Index.Entry<Principal> owner = register.user(address);
        List<AccessKey> keys = new ArrayList<>();
        for (Entries.Index.Entry<Types.Token> token : register.entries().tokens.each()) {
            if (token.value().address().equals(owner.value().address())) {
                keys.add(new AccessKey(
                        token.id().toString(),
                        AccessKey.Kind.TOKEN,
                        token.value().purpose(),
                        Set.of(LogIn.ALL),
                        Instant.EPOCH,
                        Optional.empty()));
            }
        }
        for (Entries.Index.Entry<Types.Key> key : register.entries().keys.each()) {
            if (key.value().owner() == owner.id().number()) {
                keys.add(key.value().shown(key.id()));
            }
        }
        keys.sort(Comparator.comparing(AccessKey::created).thenComparing(AccessKey::id));
        return keys;
    }

    @Override
    public void revoke(String address, String id) throws DirectoryException, IOException {
        if (of(address).stream().noneMatch(key -> key.id().equals(id))) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no such app password or token.");
        }
        ObjectId object = ObjectId.parse(id).orElseThrow();
        register.change(tx -> {
            if (tx.row(object) == null) {
                throw new DirectoryException(Code.NOT_FOUND, "There is no such app password or token.");
            }
            tx.destroy(Types.KEY.parse(id).isPresent() ? Types.KEY : Types.TOKEN, object);
            return object;
        });
        LOG.info(
                "event=key-revoked address={} id={}",
                register.user(address).value().address(),
                id);
    }

    /** Revokes a user's tokens of this name; how many there were. */
    int revokeTokens(String address, String name) throws DirectoryException, IOException {
        int count = 0;
        for (AccessKey key : of(address)) {
            if (key.kind() == AccessKey.Kind.TOKEN && key.name().equals(name)) {
                revoke(address, key.id());
                count++;
            }
        }
        return count;
    }

    /** Who an app password of {@code owner} lets in. */
    Optional<LogIn> password(Entries.Index.Entry<Principal> owner, Secret secret) {
        Entries.Index.Entry<Types.Key> key = register.entries().keys.get(hash(typed(secret)));
        return key != null && key.value().terms().kind() == AccessKey.Kind.APP_PASSWORD
                ? letIn(owner, key)
                : Optional.empty();
    }

    /** As it was issued, though somebody typed it without dashes, with spaces, or had it begin with a capital letter. */
    private static Secret typed(Secret secret) {
        if (secret.reveal().length() > 2 * GROUPS * GROUP) {
            return secret;
        }
        String letters = secret.reveal().replaceAll("[ -]", "").toLowerCase(Locale.ROOT);
        return letters.length() == GROUPS * GROUP
                ? Secret.of(letters.replaceAll("(.{" + GROUP + "})(?=.)", "$1-"))
                : secret;
    }

    private Optional<LogIn> letIn(Entries.Index.Entry<Principal> owner, Entries.Index.Entry<Types.Key> key) {
        return key.value().owner() == owner.id().number()
                        && owner.value().state() == Principal.State.ACTIVE
                        && !key.value().isOver(register.now().toEpochMilli())
                ? Optional.of(new LogIn(
                        owner.value(),
                        new Credential(owner.value().address(), KEY_VERSION + key.id()),
                        key.value().terms().scopes()))
                : Optional.empty();
    }

    /** Who a token lets in. */
    Optional<LogIn> token(Secret secret) {
        Entries.Index.Entry<Types.Key> key = register.entries().keys.get(hash(secret));
        if (key != null && key.value().terms().kind() == AccessKey.Kind.TOKEN) {
            Entries.Index.Entry<Principal> owner = register.entries()
                    .principals
                    .get(Types.PRINCIPAL.id(key.value().owner()));
            return owner == null ? Optional.empty() : letIn(owner, key);
        }
        Entries.Index.Entry<Types.Token> token = register.entries().tokens.get(hash(secret));
        return token == null
                ? Optional.empty()
                : Optional.ofNullable(register.entry(token.value().address()))
                        .map(Entries.Index.Entry::value)
                        .filter(owner -> owner.state() == Principal.State.ACTIVE)
                        .map(owner -> new LogIn(owner, new Credential(owner.address(), TOKEN_VERSION + token.id())));
    }

    /** Whether a credential is of a key or a token, and not of a password. */
    static boolean isKeys(Credential credential) {
        return credential.version().startsWith(KEY_VERSION)
                || credential.version().startsWith(TOKEN_VERSION);
    }

    /** Whether the key or token of a credential still lets its owner in. */
    boolean isValid(Entries.Index.Entry<Principal> owner, Credential credential) {
        String id = credential.version().substring(KEY_VERSION.length());
        if (credential.version().startsWith(KEY_VERSION)) {
            return Types.KEY
                    .parse(id)
                    .map(register.entries().keys::get)
                    .flatMap(key -> letIn(owner, key))
                    .isPresent();
        }
        return Types.TOKEN
                .parse(id)
                .map(register.entries().tokens::get)
                .filter(token -> token.value().address().equals(owner.value().address()))
                .isPresent();
    }
}
