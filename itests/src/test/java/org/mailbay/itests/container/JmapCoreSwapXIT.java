package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** While {@code jmap-core} is away, clients are told to come back: never that there is no such thing, and no connection breaks. */
@RunWith(PaxExam.class)
public final class JmapCoreSwapXIT {
    private static final String ECHO = "[[\"Core/echo\",{\"hello\":1},\"0\"]]";

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("jmap-core");
    }

    @Test
    public void clientsAreToldToComeBackWhileItIsAway() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(JmapCoreSwapXIT.class).getBundleContext());
        container.addUser();
        try (HttpConnection stranger = container.http()) {
            // Absent.
            assertAway(session(stranger));

            // Present.
            container.install("jmap-core");
            assertThat(session(stranger).status()).isEqualTo(401);
            try (JmapClient user = container.jmap();
                    EventStream events = container.events(user)) {
                user.call(ECHO);

                // Replaced: the stream ends in good order, the connection of the requests stays.
                container.replace("jmap-core");
                EventStream.Event event = events.next();
                while (!event.name().equals("end")) {
                    event = events.next();
                }
                user.call(ECHO);

                // Gone.
                container.uninstall("jmap-core");
                assertAway(session(stranger));
                assertAway(user.post(ECHO));

                // Back.
                container.install("jmap-core");
                user.call(ECHO);
                assertThat(session(stranger).status()).isEqualTo(401);
            }
        }
    }

    private static Answer session(HttpConnection stranger) throws IOException {
        return stranger.send("GET", "/.well-known/jmap", Map.of(), new byte[0]);
    }

    private static void assertAway(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.fields()).containsKey("retry-after");
        assertThat(answer.fields().get("content-type")).startsWith("application/problem+json");
    }
}
