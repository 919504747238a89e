package org.mailbay.jmap.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** RFC 9670, but for what {@code jmap-core} does for all types: that is in the transcripts. */
class SharingTest {
    private final MemoryStore memory = new MemoryStore(1);

    private final List<Principal> people = new ArrayList<>();

    private final Boxes boxes = new Boxes();

    private final Sharing sharing =
            new Sharing(Configurations.of(Sharing.Config.class, Map.of("maxNotifications", 3, "awaySeconds", 0)));

    private final ShareWorker worker = new ShareWorker(sharing, () -> Instant.parse("2026-11-22T10:00:00Z"));

    private final PrincipalType principals = new PrincipalType(sharing);

    private Principal alice;

    private Principal bob;

    private Principal eve;

    @BeforeEach
    void start() throws IOException {
        alice = principal("alice", 1);
        bob = principal("bob", 1);
        eve = principal("eve", 2);
        sharing.bindStore(memory.store());
        sharing.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, args) -> {
                    return method.getName().equals("principals") ? List.copyOf(people) : (long) people.hashCode();
                }));
        sharing.bindType(boxes);
        principals.bindCapability(new OwnerCapability());
        principals.bindCapability(new PrincipalsCapability());
    }

    @AfterEach
    void stop() {
        memory.close();
    }

    private Principal principal(String name, long tenant) throws IOException {
        Account account = memory.store().create(new TenantId(tenant));
        Principal principal =
                new Principal(account.tenant(), name + "@example.test", "The " + name, account.id(), Set.of());
        people.add(principal);
        return principal;
    }

    private Account account(Principal principal) throws IOException {
        return memory.store().account(principal.account()).orElseThrow();
    }

    /** Makes a box of alice's with these shares. */
    private ObjectId box(String... shares) throws IOException {
        return account(alice)
                .<ObjectId, RuntimeException>write(tx ->
                        tx.create(Boxes.BOX, Row.EMPTY.with(Boxes.SHARES, List.of(shares)), new byte[0], List.of()));
    }

    private long share(ObjectId box, String... shares) throws IOException {
        return account(alice).<Long, RuntimeException>write(tx -> {
            tx.update(Boxes.BOX, box, Row.EMPTY.with(Boxes.SHARES, List.of(shares)));
            return tx.modSeq();
        });
    }

    private void tell(ObjectId box, Principal by, long modSeq, Principal to, String before, String after)
            throws IOException {
        String payload = "{'type':'Box','id':'%s','name':'Plans','by':'%s','modSeq':%d,'changes':{'%s':[%s,%s]}}"
                .formatted(box, by.account(), modSeq, to.account(), before, after)
                .replace('\'', '"');
        worker.work(alice.account(), payload.getBytes(StandardCharsets.UTF_8));
    }

    private Objects notifications(Principal of) throws IOException {
        return account(of).snapshot().objects(Stored.NOTIFICATION);
    }

    @Test
    void whatTheOwnersRowsSayIsSeen() throws IOException {
        assertThat(sharing.find(bob, alice.account())).isEmpty();
        ObjectId box = box(bob.account() + ":r");
        Shared read = sharing.find(bob, alice.account()).orElseThrow();
        assertThat(read.name()).isEqualTo("alice@example.test");
        assertThat(read.readOnly()).isTrue();
        assertThat(read.version()).isPositive();
        share(box, bob.account() + ":rw");
        Shared write = sharing.find(bob, alice.account()).orElseThrow();
        assertThat(write.readOnly()).isFalse();
        assertThat(write.version()).isNotEqualTo(read.version());
        share(box, bob.account() + ":r");
        assertThat(sharing.find(bob, alice.account()))
                .as("the same rights, the same version")
                .contains(read);
        share(box);
        assertThat(sharing.find(bob, alice.account())).isEmpty();
    }

    @Test
    void whatWasSharedJustNowIsSeenByItsName() throws IOException {
        assertThat(sharing.named(bob, "alice@example.test")).isEmpty();
        box(bob.account() + ":r");
        assertThat(sharing.of(bob)).as("the worker has not been told yet").isEmpty();
        assertThat(sharing.named(bob, "alice@example.test")).isEqualTo(sharing.find(bob, alice.account()));
        assertThat(sharing.named(bob, "alice@example.test")).isPresent();
        assertThat(sharing.named(bob, "nobody@example.test")).isEmpty();
        assertThat(sharing.named(bob, "bob@example.test")).isEmpty();
        assertThat(sharing.named(eve, "alice@example.test")).isEmpty();
    }

    @Test
    void whoHasNoRoomForANotificationKeepsNobodyWaiting() throws IOException {
        ObjectId box = box(bob.account() + ":r");
        account(bob).write(tx -> tx.create(Boxes.BOX, Row.EMPTY, new byte[1 << 20], List.of()));
        tell(box, alice, 7, bob, "[]", "['r']");
        assertThat(notifications(bob).all().size()).isZero();
        assertThat(sharing.of(bob)).extracting(Shared::account).containsExactly(alice.account());
    }

    @Test
    void nothingIsSharedAcrossTenantsOrWithOneself() throws IOException {
        box(eve.account() + ":rw", alice.account() + ":r", bob.account() + ":r");
        assertThat(sharing.find(eve, alice.account())).isEmpty();
        assertThat(sharing.find(alice, alice.account())).isEmpty();
        assertThat(sharing.find(bob, new AccountId(9999))).isEmpty();
        people.remove(alice);
        assertThat(sharing.find(bob, alice.account())).as("the owner is gone").isEmpty();
    }

    @Test
    void theListOfAccountsFollowsTheRowsNotTheRequest() throws IOException {
        ObjectId box = box(bob.account() + ":r");
        assertThat(sharing.of(bob)).isEmpty();
        tell(box, alice, 2, bob, "[]", "['mayRead']");
        assertThat(sharing.of(bob)).hasSize(1);
        tell(box, alice, 2, bob, "['mayRead']", "[]");
        assertThat(sharing.of(bob)).as("the row still says so").hasSize(1);
        ObjectId second = box(bob.account() + ":rw");
        share(box);
        tell(box, alice, 3, bob, "['mayRead']", "[]");
        assertThat(sharing.of(bob)).as("there is another box").hasSize(1);
        share(second);
        assertThat(sharing.of(bob)).as("an entry that leads nowhere").isEmpty();
        tell(second, alice, 4, bob, "['mayRead','mayWrite']", "[]");
        assertThat(account(bob).snapshot().objects(Stored.SHARED_ACCOUNT).all().size())
                .isZero();
    }

    @Test
    void oneIsToldOnceOfWhatOthersDid() throws IOException {
        ObjectId box = box(bob.account() + ":r");
        ObjectId other = box(bob.account() + ":r");
        for (int i = 0; i < 2; i++) {
            tell(box, alice, 7, bob, "[]", "['mayRead']");
            tell(other, alice, 7, bob, "[]", "['mayRead']");
        }
        tell(box, alice, 6, bob, "[]", "['mayRead']");
        assertThat(notifications(bob).all().size()).isEqualTo(2);
        tell(box, bob, 8, bob, "['mayRead']", "[]");
        assertThat(notifications(bob).all().size()).as("one's own doing").isEqualTo(2);
        ObjectId oldest = notifications(bob).id(0);
        JsonNode first = JsonMapper.shared()
                .readTree(account(bob).bytes(notifications(bob).id(0)));
        assertThat(first.path("changedBy").path("email").asString()).isEqualTo("alice@example.test");
        assertThat(first.path("changedBy").path("principalId").asString()).isEqualTo(PrincipalType.id(alice.account()));
        assertThat(first.path("objectId").asString()).isEqualTo(box.toString());
        assertThat(first.path("name").asString()).isEqualTo("Plans");
        assertThat(first.path("oldRights").isNull()).isTrue();
        assertThat(first.path("newRights").path("mayRead").booleanValue()).isTrue();
        assertThat(first.path("newRights").path("mayWrite").booleanValue()).isFalse();
        for (long modSeq = 10; modSeq < 15; modSeq++) {
            tell(box, alice, modSeq, bob, "[]", "['mayRead']");
        }
        assertThat(notifications(bob).all().size()).as("the oldest go").isEqualTo(3);
        assertThat(notifications(bob).ordinal(oldest)).isNegative();
    }

    @Test
    void aRequestWaitsForTheTypeThatItIsAbout() throws IOException {
        ObjectId box = box(bob.account() + ":r");
        tell(box, alice, 2, bob, "[]", "['mayRead']");
        sharing.unbindType(boxes);
        assertThatThrownBy(() -> tell(box, alice, 3, bob, "['mayRead']", "[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sharing.of(bob))
                .as("away is not the same as taken back")
                .isInstanceOf(IOException.class);
        sharing.bindType(boxes);
        assertThat(sharing.of(bob)).hasSize(1);
        assertThatThrownBy(() -> worker.work(alice.account(), "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void principalsAreThoseOfOnesTenant() throws IOException {
        View view = new Looking(bob, account(bob));
        assertThat(principals.all(view, 10))
                .extracting(principals::text)
                .containsExactly(PrincipalType.id(alice.account()), PrincipalType.id(bob.account()));
        assertThat(principals.exists(
                        view, principals.parse(PrincipalType.id(eve.account())).orElseThrow()))
                .isFalse();
        assertThat(principals.parse("x1")).isEmpty();
        assertThat(principals.parse("p0")).as("the server's own account").isEmpty();
        long state = principals.state(view);
        assertThat(principals.changes(view, state, 10)).isInstanceOf(Changes.Since.class);
        principal("carol", 1);
        assertThat(principals.state(view)).isNotEqualTo(state);
        assertThat(principals.changes(view, state, 10)).isInstanceOf(Changes.TooOld.class);
    }

    @Test
    void theAccountsOfAPrincipalAreThoseThatOneSees() throws IOException {
        JsonNode before = get(bob, alice);
        assertThat(before.path("accounts").isNull()).isTrue();
        assertThat(before.path("type").asString()).isEqualTo("individual");
        assertThat(before.path("email").asString()).isEqualTo("alice@example.test");
        box(bob.account() + ":r");
        JsonNode account = get(bob, alice).path("accounts").path(alice.account().toString());
        assertThat(account.path("isPersonal").booleanValue()).isFalse();
        assertThat(account.path("isReadOnly").booleanValue()).isTrue();
        JsonNode owner = account.path("accountCapabilities").path(Stored.CAPABILITY + ":owner");
        assertThat(owner.path("accountIdForPrincipal").asString())
                .isEqualTo(bob.account().toString());
        assertThat(owner.path("principalId").asString()).isEqualTo(PrincipalType.id(alice.account()));
        assertThat(account.path("accountCapabilities").has(Stored.CAPABILITY)).isFalse();
        JsonNode own = get(bob, bob).path("accounts").path(bob.account().toString());
        assertThat(own.path("isPersonal").booleanValue()).isTrue();
        assertThat(own.path("accountCapabilities")
                        .path(Stored.CAPABILITY)
                        .path("currentUserPrincipalId")
                        .asString())
                .isEqualTo(PrincipalType.id(bob.account()));
    }

    private JsonNode get(Principal viewer, Principal principal) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
            out.writeStartArray();
            principals.get(
                    new Looking(viewer, account(viewer)),
                    List.of(principals
                            .parse(PrincipalType.id(principal.account()))
                            .orElseThrow()),
                    Set.of("id", "type", "name", "email", "accounts", "capabilities", "timeZone", "description"),
                    JsonNodeFactory.instance.objectNode(),
                    out);
            out.writeEndArray();
        }
        return JsonMapper.shared().readTree(text.toString()).get(0);
    }

    private record Looking(Principal principal, Account account) implements View {
        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public long accessVersion() {
            return 0;
        }

        @Override
        public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
            return account.blobs().open(blob, from, length);
        }

        @Override
        public View at(Snapshot snapshot) {
            return this;
        }

        @Override
        public Snapshot snapshot() {
            return account.snapshot();
        }

        @Override
        public String resolve(String id) {
            return id;
        }
    }
}
