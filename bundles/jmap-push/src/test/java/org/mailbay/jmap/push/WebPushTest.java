package org.mailbay.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.push.PushService.Arrived;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** RFC 8620 §7.2, with a push service and a device that reads what arrives. */
@Timeout(60)
class WebPushTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'N');

    private static final ObjectType SECRET = new ObjectType("Secret", 'S');

    private final MemoryStore memory = new MemoryStore();

    private final Map<String, Object> settings =
            new HashMap<>(Map.of("privateAddresses", true, "pauseMilliseconds", 0, "maxSubscriptions", 2));

    private PushService service;

    private Account alice;

    private Account bob;

    private Principal principal;

    private boolean shared = true;

    private volatile Credential credential = new Credential("alice@example.test", "p-1");

    private final Set<Credential> revoked = ConcurrentHashMap.newKeySet();

    private WebPush push;

    private SubscriptionSet set;

    private SubscriptionGet get;

    @BeforeEach
    void start() throws Exception {
        service = new PushService();
        alice = memory.store().create(new TenantId(1));
        bob = memory.store().create(new TenantId(1));
        principal = new Principal(new TenantId(1), "alice@example.test", "Alice", alice.id(), Set.of());
        open();
    }

    private void open() {
        ServerKey key = new ServerKey();
        key.bindStore(memory.store());
        push = new WebPush(
                key, Configurations.of(WebPush.Config.class, settings), Clock.systemUTC(), service.sockets());
        push.bindStore(memory.store());
        push.bindDirectory((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "principals" -> List.of(principal);
                    case "isValid" -> !revoked.contains(args[0]);
                    default -> (long) revoked.size();
                }));
        push.bindType(new AnyType(NOTE, true));
        push.bindType(new AnyType(SECRET, false));
        push.bindSharing(new SharedAccounts() {
            @Override
            public List<Shared> of(Principal of) {
                return shared ? List.of(new Shared(bob.id(), "bob", true, 77)) : List.of();
            }

            @Override
            public Optional<Shared> find(Principal of, AccountId account) {
                return of(of).stream()
                        .filter(one -> one.account().equals(account))
                        .findFirst();
            }
        });
        memory.listen(push);
        set = new SubscriptionSet(push);
        get = new SubscriptionGet(push);
    }

    @AfterEach
    void stop() throws Exception {
        push.deactivate();
        service.close();
        memory.close();
    }

    private long write(Account account, ObjectType type) throws IOException {
        return account.<Long, RuntimeException>write(tx -> {
            tx.create(type, Row.EMPTY, new byte[0], List.of());
            return tx.modSeq();
        });
    }

    private JsonNode call(org.mailbay.jmap.spi.Method method, String arguments) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(text)) {
            method.invoke(
                    new Asking((ObjectNode) JsonMapper.shared().readTree(arguments.replace('\'', '"'))), new Said(out));
        }
        return JsonMapper.shared().readTree(text.toString());
    }

    private final class Asking implements Call {
        private final ObjectNode arguments;

        Asking(ObjectNode arguments) {
            this.arguments = arguments;
        }

        @Override
        public Principal principal() {
            return principal;
        }

        @Override
        public Credential credential() {
            return credential;
        }

        @Override
        public String method() {
            return "x";
        }

        @Override
        public ObjectNode arguments() {
            return arguments;
        }

        @Override
        public View view() {
            throw new UnsupportedOperationException("a push subscription has no account");
        }

        @Override
        public Account own() {
            throw new UnsupportedOperationException("a push subscription has no account");
        }

        @Override
        public View view(String argument, String notFound) {
            throw new UnsupportedOperationException("a push subscription has no account");
        }

        @Override
        public Limits limits() {
            return new Limits(1000, 1, 1000, 1, 10, 10, 10);
        }

        @Override
        public long worked(String what, long more) {
            return more;
        }
    }

    private String create(String more) throws Exception {
        JsonNode made = call(set, "{'create':{'a':{'deviceClientId':'d1','url':'" + service.url() + "'" + more + "}}}");
        assertThat(made.path("notCreated").isNull()).as(made.toString()).isTrue();
        return made.get("created").get("a").get("id").asString();
    }

    private String keys() {
        return ",'keys':{'p256dh':'" + service.p256dh() + "','auth':'" + Subscription.base64(service.auth) + "'}";
    }

    private JsonNode json(Arrived arrived) throws Exception {
        return JsonMapper.shared()
                .readTree(
                        arrived.fields().containsKey("content-encoding")
                                ? service.read(arrived)
                                : new String(arrived.body(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private String verified(String more) throws Exception {
        String id = create(more);
        String code = json(service.next()).get("verificationCode").asString();
        JsonNode done = call(set, "{'update':{'" + id + "':{'verificationCode':'" + code + "'}}}");
        assertThat(done.path("updated").has(id)).as(done.toString()).isTrue();
        return id;
    }

    /** Waits until a change of {@code account} is pushed, whatever else is before. */
    private JsonNode nextOf(Account account) throws Exception {
        while (true) {
            JsonNode changed =
                    json(service.next()).path("changed").path(account.id().toString());
            if (!changed.isMissingNode()) {
                return changed;
            }
        }
    }

    @Test
    void aSubscriptionIsVerifiedAndThenHearsOfChanges() throws Exception {
        String id = create(keys());
        Arrived first = service.next();
        assertThat(first.requestLine()).isEqualTo("POST /push/1 HTTP/1.1");
        assertThat(first.fields())
                .containsEntry("content-encoding", "aes128gcm")
                .containsEntry("ttl", "86400")
                .containsEntry("urgency", "normal");
        assertThat(first.fields().get("authorization")).startsWith("vapid t=");
        JsonNode verification = json(first);
        assertThat(verification.get("@type").asString()).isEqualTo("PushVerification");
        assertThat(verification.get("pushSubscriptionId").asString()).isEqualTo(id);
        write(alice, NOTE);
        JsonNode wrong = call(set, "{'update':{'" + id + "':{'verificationCode':'guess'}}}");
        assertThat(wrong.get("notUpdated").get(id).get("type").asString()).isEqualTo("invalidProperties");
        assertThat(call(get, "{'ids':null}")
                        .get("list")
                        .get(0)
                        .get("verificationCode")
                        .isNull())
                .as("the code is told by the message alone")
                .isTrue();
        call(
                set,
                "{'update':{'" + id + "':{'verificationCode':'"
                        + verification.get("verificationCode").asString() + "'}}}");
        long state;
        Arrived change = null;
        do { // the subscription is taken in a moment after the commit
            state = write(alice, NOTE);
            change = service.arrived.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
        } while (change == null);
        JsonNode said = json(change);
        assertThat(said.get("@type").asString()).isEqualTo("StateChange");
        assertThat(said.path("changed").size()).isOne();
        assertThat(Long.parseLong(said.path("changed")
                        .path(alice.id().toString())
                        .path("Note")
                        .asString()))
                .isLessThanOrEqualTo(state);
        assertThat(change.fields().get("topic")).hasSize(32);
    }

    @Test
    void inOthersAccountsOneHearsOfWhatCanBeSeen() throws Exception {
        verified("");
        write(alice, SECRET);
        assertThat(nextOf(alice).has("Secret")).isTrue();
        write(bob, SECRET);
        long state = write(bob, NOTE);
        JsonNode changed = nextOf(bob);
        assertThat(changed.size()).isOne();
        assertThat(changed.get("Note").asString()).isEqualTo(state + "-77");
        shared = false;
        write(bob, NOTE);
        long own = write(alice, NOTE);
        JsonNode next = json(service.next());
        assertThat(next.path("changed").size()).isOne();
        assertThat(nextOrNow(next).get("Note").asString()).isEqualTo(Long.toString(own));
    }

    private JsonNode nextOrNow(JsonNode message) {
        return message.path("changed").path(alice.id().toString());
    }

    /** RFC 8620 §7.2: tied to the credentials that made it. */
    @Test
    void aSubscriptionIsSeenAndHeardOnlyAsLongAsItsCredentialIsValid() throws Exception {
        Credential first = credential;
        String id = verified("");
        credential = new Credential("alice@example.test", "t-k2");
        assertThat(call(get, "{'ids':null}").get("list").size()).isZero();
        assertThat(call(get, "{'ids':['" + id + "']}").get("notFound").get(0).asString())
                .isEqualTo(id);
        assertThat(call(set, "{'update':{'" + id + "':{'types':['Note']}}}")
                        .at("/notUpdated/" + id + "/type")
                        .asString())
                .isEqualTo("notFound");
        assertThat(call(set, "{'destroy':['" + id + "']}")
                        .at("/notDestroyed/" + id + "/type")
                        .asString())
                .isEqualTo("notFound");
        String other = verified("");
        assertThat(call(get, "{'ids':null}").get("list").size()).isOne();

        revoked.add(first);
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!Subscription.all(alice)
                .keySet()
                .equals(Set.of(Stored.SUBSCRIPTION.parse(other).orElseThrow()))) {
            assertThat(System.nanoTime()).as("destroyed within a second or so").isLessThan(deadline);
            Thread.sleep(10);
        }
        revoked.add(credential);
        service.arrived.clear();
        write(alice, NOTE); // at once: nothing is sent, though it may still be there
        while (!Subscription.all(alice).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
        assertThat(service.arrived).isEmpty();
    }

    @Test
    void aGoneSubscriptionIsDestroyedAndAFailingOneIsTriedAgain() throws Exception {
        String id = verified(",'types':['Note']");
        service.answer = "503 Busy";
        write(alice, NOTE);
        service.next();
        service.answer = "201 Created";
        long last = write(alice, NOTE);
        assertThat(nextOf(alice).get("Note").asString()).isEqualTo(Long.toString(last));
        service.answer = "410 Gone";
        write(alice, NOTE);
        service.next();
        Instant end = Clock.systemUTC().instant().plus(Duration.ofSeconds(20));
        while (call(get, "{'ids':['" + id + "']}").get("list").size() > 0) {
            assertThat(Clock.systemUTC().instant()).isBefore(end);
        }
        assertThat(call(get, "{'ids':['" + id + "']}").get("notFound").get(0).asString())
                .isEqualTo(id);
    }

    @Test
    void itSurvivesARestartAndTellsWhatWasMissed() throws Exception {
        verified("");
        push.deactivate();
        long missed = write(alice, NOTE);
        open();
        assertThat(nextOf(alice).get("Note").asString()).isEqualTo(Long.toString(missed));
        String before = new ServerKeyOf().text();
        assertThat(new ServerKeyOf().text()).as("one key for ever").isEqualTo(before);
    }

    /** The key as another start of the server finds it. */
    private final class ServerKeyOf {
        String text() throws IOException {
            ServerKey key = new ServerKey();
            key.bindStore(memory.store());
            return new VapidCapability(key)
                    .session()
                    .get("applicationServerKey")
                    .asString();
        }
    }

    @Test
    void whatIsWrongIsRefused() throws Exception {
        String url = "'deviceClientId':'d','url':'" + service.url() + "'";
        for (String[] wrong : new String[][] {
            {"{}", "deviceClientId"},
            {"{'deviceClientId':'d','url':'http://push.example.net/'}", "url"},
            {"{" + url + ",'keys':{'p256dh':'AAAA','auth':'BBBB'}}", "keys"},
            {"{" + url + ",'keys':'x'}", "keys"},
            {"{" + url + ",'verificationCode':'x'}", "verificationCode"},
            {"{" + url + ",'expires':'2020-01-01T00:00:00Z'}", "expires"},
            {"{" + url + ",'types':['*']}", "types"},
            {"{" + url + ",'id':'u1'}", "id"}
        }) {
            JsonNode error = call(set, "{'create':{'a':" + wrong[0] + "}}")
                    .get("notCreated")
                    .get("a");
            assertThat(error.get("type").asString()).as(wrong[0]).isEqualTo("invalidProperties");
            assertThat(error.get("properties").get(0).asString()).isEqualTo(wrong[1]);
        }
        create("");
        JsonNode second = call(set, "{'create':{'a':{" + url + ",'expires':'2099-01-01T00:00:00Z'}}}")
                .get("created")
                .get("a");
        assertThat(Instant.parse(second.get("expires").asString()))
                .isBetween(
                        Clock.systemUTC().instant().plus(Duration.ofDays(6)),
                        Clock.systemUTC().instant().plus(Duration.ofDays(8)));
        assertThat(call(set, "{'create':{'a':{" + url + "}}}")
                        .get("notCreated")
                        .get("a")
                        .get("type")
                        .asString())
                .isEqualTo("overQuota");
        String id = second.get("id").asString();
        assertThat(call(set, "{'update':{'" + id + "':{'url':'https://x.example/'},'u9':{}}}")
                        .get("notUpdated")
                        .toString())
                .contains("cannot be changed", "notFound");
        assertThat(call(set, "{'update':{'" + id + "':{'expires':null,'types':['Note']}}}")
                        .get("updated")
                        .get(id)
                        .has("expires"))
                .isTrue();
        JsonNode destroyed = call(set, "{'destroy':['" + id + "','u9']}");
        assertThat(destroyed.get("destroyed").get(0).asString()).isEqualTo(id);
        assertThat(destroyed.get("notDestroyed").has("u9")).isTrue();
        for (String hidden : new String[] {"url", "keys"}) {
            assertThat(refusal(get, "{'ids':null,'properties':['" + hidden + "']}"))
                    .isEqualTo("forbidden");
        }
        assertThat(refusal(get, "{'accountId':'" + alice.id() + "'}")).isEqualTo("invalidArguments");
        assertThat(refusal(set, "{'ifInState':'1'}")).isEqualTo("invalidArguments");
    }

    private String refusal(org.mailbay.jmap.spi.Method method, String arguments) throws Exception {
        try {
            return call(method, arguments).toString();
        } catch (MethodError error) {
            return error.type();
        }
    }

    @Test
    void thisMachineIsNotPushedTo() throws Exception {
        push.deactivate();
        settings.put("privateAddresses", false);
        open();
        JsonNode error = call(set, "{'create':{'a':{'deviceClientId':'d','url':'" + service.url() + "'}}}")
                .get("notCreated")
                .get("a");
        assertThat(error.get("properties").get(0).asString()).isEqualTo("url");
        assertThat(service.arrived).isEmpty();
    }

    @Test
    void nothingIsPushedToWhatHasExpired() throws Exception {
        Instant end = Clock.systemUTC().instant().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
        String brief = verified(",'expires':'" + end + "'");
        verified("");
        while (Clock.systemUTC().instant().isBefore(end)) {
            Thread.sleep(20);
        }
        service.arrived.clear();
        long state = write(alice, NOTE);
        assertThat(nextOf(alice).get("Note").asString()).isEqualTo(Long.toString(state));
        while (call(get, "{'ids':['" + brief + "']}").get("list").size() > 0) {
            Thread.sleep(20);
        }
        write(alice, NOTE);
        nextOf(alice);
        assertThat(service.arrived).as("one push of each change, to the other").isEmpty();
    }

    @Test
    void newSubscriptionsHaveARate() throws Exception {
        push.deactivate();
        settings.put("maxNewInHour", 3);
        open();
        for (int i = 0; i < 3; i++) {
            call(set, "{'destroy':['" + create("") + "']}");
        }
        String url = "'deviceClientId':'d','url':'" + service.url() + "'";
        assertThat(call(set, "{'create':{'a':{" + url + "}}}")
                        .at("/notCreated/a/type")
                        .asString())
                .isEqualTo("rateLimit");
    }
}
