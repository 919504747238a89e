package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectType;

/** RFC 8620 §7.3, and what happens to requests when the servlet is taken away. */
@Timeout(30)
class EventSourceTest {
    private static final ObjectType INTERNAL = new ObjectType("Internal", 'I');

    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of("maxEventSources", 3));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private BufferedReader listen(String query, String... headers) throws Exception {
        HttpRequest.Builder request = rig.ask("/jmap/eventsource?" + query);
        HttpResponse<InputStream> response = rig.client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(event(reader)).isEqualTo("retry: 1000");
        return reader;
    }

    private static String event(BufferedReader reader) throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            event.append(event.isEmpty() ? "" : "|").append(line);
        }
        return event.toString();
    }

    private String state(long modSeq) {
        return "event: state|id: " + modSeq + "|data: {\"@type\":\"StateChange\",\"changed\":{\"" + rig.alice.id()
                + "\":{\"Note\":\"" + modSeq + "\"}}}";
    }

    @Test
    void aCommitReachesThoseWhoWantIt() throws Exception {
        try (BufferedReader all = listen("types=*&closeafter=no&ping=0");
                BufferedReader once = listen("types=Email,Note&closeafter=state&ping=0");
                BufferedReader other = listen("types=Email&closeafter=no&ping=0")) {
            long first = rig.write();
            assertThat(event(all)).isEqualTo(state(first));
            assertThat(event(once)).isEqualTo(state(first));
            assertThat(once.readLine()).as("closed after the first state").isNull();
            long second = rig.write();
            assertThat(event(all)).isEqualTo(state(second));
            rig.servlet.destroy();
            assertThat(other.readLine()).as("never heard of notes").isNull();
            assertThat(all.readLine()).as("ended between two events").isNull();
        }
    }

    /** RFC 8620 §8.2: access is revoked, also for who is inside already. */
    @Test
    void aChangedPasswordEndsTheStream() throws Exception {
        try (BufferedReader mine = listen("types=*&closeafter=no&ping=0")) {
            long first = rig.write();
            assertThat(event(mine)).isEqualTo(state(first));
            rig.revoked = true;
            assertThat(mine.readLine())
                    .as("ended, and nothing was told meanwhile")
                    .isNull();
        }
    }

    @Test
    void whoComesBackHearsWhatWasMissed() throws Exception {
        long first = rig.write();
        long second = rig.write();
        try (BufferedReader back = listen("types=*&closeafter=state&ping=0", "Last-Event-ID", "" + first)) {
            assertThat(event(back)).isEqualTo(state(second));
        }
        try (BufferedReader current = listen("types=*&closeafter=state&ping=0", "Last-Event-ID", "" + second)) {
            long third = rig.write();
            assertThat(event(current)).isEqualTo(state(third));
        }
    }

    /** What bob shares with alice, as long as there is a version. */
    private final class Sharing implements SharedAccounts {
        volatile long version;

        @Override
        public List<Shared> of(Principal principal) {
            return version == 0 || !principal.account().equals(rig.alice.id())
                    ? List.of()
                    : List.of(new Shared(rig.bob.id(), "bob", true, version));
        }

        @Override
        public Optional<Shared> find(Principal principal, AccountId account) {
            return of(principal).stream()
                    .filter(shared -> shared.account().equals(account))
                    .findFirst();
        }
    }

    /** What bundles keep for themselves, such as {@code PushSubscription}, is no data type of the client's. */
    @Test
    void whatIsNoDataTypeIsToldToNobody() throws Exception {
        try (BufferedReader all = listen("types=*&closeafter=no&ping=0")) {
            HttpRig.write(rig.alice, INTERNAL);
            long both = HttpRig.write(rig.alice, INTERNAL, Notes.NOTE);
            assertThat(event(all)).isEqualTo(state(both));
        }
    }

    @Test
    void oneHearsOfAccountsThatAreShared() throws Exception {
        ObjectType closed = new ObjectType("Closed", 'C');
        DataType unshared = (DataType) Proxy.newProxyInstance(
                DataType.class.getClassLoader(),
                new Class<?>[] {DataType.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "type" -> closed;
                    case "hashCode" -> 7;
                    case "equals" -> proxy == args[0];
                    default -> InvocationHandler.invokeDefault(proxy, method, args);
                });
        rig.servlet.bindType(unshared);
        Sharing sharing = new Sharing();
        rig.servlet.bindSharedAccounts(sharing);
        String id;
        try (BufferedReader all = listen("types=*&closeafter=no&ping=0")) {
            sharing.version = 5;
            HttpRig.write(rig.alice, INTERNAL); // as the list of shared accounts would change; no type of the client's
            String event = "";
            for (int i = 0; i < 100 && !all.ready(); i++) {
                HttpRig.write(rig.bob, closed, Notes.NOTE);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            event = event(all);
            assertThat(event).contains("\"" + rig.bob.id() + "\":{\"Note\":").contains("-5\"}");
            assertThat(event)
                    .as("not seen, and no data type")
                    .doesNotContain("Closed")
                    .doesNotContain("Internal");
            id = event.replaceAll(".*\\|id: ([^|]*)\\|.*", "$1");
            assertThat(id).startsWith("0." + rig.bob.id().toString().substring(1) + ".");
        }
        long missed = HttpRig.write(rig.bob, Notes.NOTE);
        try (BufferedReader back = listen("types=*&closeafter=state&ping=0", "Last-Event-ID", id)) {
            assertThat(event(back)).contains("\"" + rig.bob.id() + "\":{\"Note\":\"" + missed + "-5\"}");
        }
        sharing.version = 0;
        String known = id.replaceFirst("^0", "" + rig.write());
        try (BufferedReader back = listen("types=*&closeafter=state&ping=0", "Last-Event-ID", known)) {
            HttpRig.write(rig.bob, Notes.NOTE);
            long own = rig.write();
            assertThat(event(back))
                    .contains("\"" + rig.alice.id() + "\":{\"Note\":\"" + own + "\"}")
                    .doesNotContain(rig.bob.id().toString());
        }
    }

    @Test
    void silenceIsBrokenByPings() throws Exception {
        try (BufferedReader pinged = listen("types=*&closeafter=no&ping=1")) {
            assertThat(event(pinged)).isEqualTo("event: ping|data: {\"interval\":5}");
        }
    }

    @Test
    void tooManyAndMalformedAreRefused() throws Exception {
        for (String query : new String[] {"", "types=", "types=*&ping=x", "types=*&closeafter=maybe"}) {
            assertThat(rig.send(rig.ask("/jmap/eventsource?" + query)).statusCode())
                    .isEqualTo(400);
        }
        try (BufferedReader a = listen("types=*&closeafter=no&ping=0");
                BufferedReader b = listen("types=a,a,,b");
                BufferedReader c = listen("types=*")) {
            assertThat(rig.send(rig.ask("/jmap/eventsource?types=*")).statusCode())
                    .isEqualTo(429);
            assertThat(rig.servlet.execute().toString()).contains("3 event sources");
            rig.servlet.destroy();
            assertThat(a.readLine()).isNull();
            assertThat(b.readLine()).isNull();
            assertThat(c.readLine()).isNull();
        }
        assertThat(rig.servlet.execute().toString()).contains("0 event sources");
    }

    @Test
    void manyCommitsComeInOrder() throws Exception {
        try (BufferedReader all = listen("types=*&closeafter=no&ping=0")) {
            long seen = rig.write();
            assertThat(event(all)).isEqualTo(state(seen));
            long last = seen + 500;
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 500; i++) {
                        rig.write();
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (seen < last) {
                long id = Long.parseLong(event(all).replaceAll(".*\\|id: (\\d+)\\|.*", "$1"));
                assertThat(id).isGreaterThan(seen).isLessThanOrEqualTo(last);
                seen = id;
            }
            writing.get();
        }
    }

    @Test
    void whoIsInsideFinishesBeforeTheServletGoes() throws Exception {
        Slow slow = new Slow(1);
        rig.servlet.bindMethod(slow);
        String call = "{\"using\":[\"" + Notes.URN + "\"],\"methodCalls\":[[\"Note/slow\",{},\"0\"]]}";
        CompletableFuture<HttpResponse<String>> answer = rig.client.sendAsync(
                rig.ask("/jmap/api")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(call))
                        .build(),
                BodyHandlers.ofString());
        slow.inside.await();
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
            rig.servlet.unbindMethod(slow);
            rig.servlet.destroy();
        });
        assertThat(gone.isDone()).isFalse();
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(gone.isDone()).as("somebody is inside").isFalse();
        slow.go.countDown();
        gone.get();
        assertThat(answer.get().body()).contains("[[\"Note/slow\",{},\"0\"]]");
    }
}
