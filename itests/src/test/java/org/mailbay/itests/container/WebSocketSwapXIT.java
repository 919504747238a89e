package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.JmapSocket;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;

/** JMAP is replaced under a WebSocket that works: every mailbox is made exactly once, and what was missed is told. */
@RunWith(PaxExam.class)
public final class WebSocketSwapXIT {
    private static final int SWAPS = 3;

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("jmap-core");
    }

    @Test
    public void noRequestIsLostOrMadeTwice() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(WebSocketSwapXIT.class).getBundleContext());
        container.addUser();
        container.install("jmap-core");
        try (JmapClient user = container.jmap()) {
            List<WeakReference<ClassLoader>> old = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger made = new AtomicInteger();
            AtomicInteger closed = new AtomicInteger();
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> {
                try {
                    work(container, user, over, made, closed);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < SWAPS; i++) {
                int before = made.get();
                await(work, () -> made.get() > before + 20);
                old.add(container.classes("jmap-core"));
                container.replace("jmap-core");
            }
            int before = made.get();
            await(work, () -> made.get() > before + 20);
            over.set(true);
            work.get();
            assertThat(closed.get()).isEqualTo(SWAPS);
            await(work, () -> {
                System.gc();
                return old.stream().allMatch(classes -> classes.refersTo(null));
            });
            JsonNode names =
                    user.one("Mailbox/get", "\"properties\":[\"name\"]").get("list");
            assertThat(names.findValuesAsString("name"))
                    .filteredOn(name -> name.startsWith("swap "))
                    .hasSize(made.get())
                    .doesNotHaveDuplicates();
        }
    }

    /** Makes mailboxes, one after the other; whatever has no answer when the connection is closed is asked again. */
    private static void work(
            Container container, JmapClient user, AtomicBoolean over, AtomicInteger made, AtomicInteger closed)
            throws IOException, InterruptedException {
        String pushState = "0";
        while (!over.get()) {
            try (JmapSocket socket = container.socket(user)) {
                socket.send("{\"@type\":\"WebSocketPushEnable\",\"dataTypes\":[\"Mailbox\"],\"pushState\":\""
                        + pushState + "\"}");
                while (!over.get()) {
                    int number = made.get();
                    socket.send(request(user, number));
                    for (JsonNode next = socket.next(); ; next = socket.next()) {
                        if (next.get("@type").asString().equals("StateChange")) {
                            pushState = next.get("pushState").asString();
                        } else {
                            assertThat(next.get("requestId").asString()).isEqualTo("R" + number);
                            assertThat(next.at("/methodResponses/0/1/created/new/id")
                                            .asString())
                                    .as(next.toString())
                                    .isNotEmpty();
                            break;
                        }
                    }
                    made.incrementAndGet();
                }
            } catch (JmapSocket.Closed e) {
                assertThat(e.getMessage()).as("service restart").isEqualTo("1012");
                closed.incrementAndGet();
            }
        }
    }

    /** Names are unique: to make one twice is an error. */
    private static String request(JmapClient user, int number) {
        return "{\"@type\":\"Request\",\"id\":\"R" + number + "\",\"using\":[\"urn:ietf:params:jmap:core\","
                + "\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[[\"Mailbox/set\",{\"accountId\":\"" + user.account()
                + "\",\"create\":{\"new\":{\"name\":\"swap " + number + "\"}}},\"0\"]]}";
    }

    private static void await(CompletableFuture<?> work, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (work.isCompletedExceptionally()) {
                work.get();
            }
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
