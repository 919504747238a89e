package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** While {@code jmap-mail} is away, senders and readers are told to try later; the mail itself stays. */
@RunWith(PaxExam.class)
public final class JmapMailSwapXIT {
    private static final String QUERY = "[[\"Email/query\",{\"accountId\":\"ACCOUNT\"},\"0\"]]";

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("jmap-mail");
    }

    @Test
    public void sendersTryLaterAndTheMailStays() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(JmapMailSwapXIT.class).getBundleContext());
        container.addUser();
        try (SmtpClient sender = container.smtp()) {
            SmtpClient.expect(220, sender.reply());
            sender.hello();

            // Absent.
            assertThat(sender.send("Subject: too early\r\n\r\nx", Container.USER)
                            .code())
                    .isEqualTo(451);
            SmtpClient.expect(250, sender.command("RSET"));
            try (JmapClient reader = container.jmap()) {
                assertThat(reader.session().get("capabilities").has("urn:ietf:params:jmap:mail"))
                        .isFalse();
                assertThat(reader.post(QUERY).json().get("type").asString())
                        .isEqualTo("urn:ietf:params:jmap:error:unknownCapability");
            }

            // Present.
            container.install("jmap-mail");
            SmtpClient.expect(250, sender.send("Subject: first\r\n\r\nx", Container.USER));
            try (JmapClient reader = container.jmap()) {
                assertThat(count(reader)).isEqualTo(1);

                // Replaced.
                container.replace("jmap-mail");
                assertThat(count(reader)).isEqualTo(1);
                SmtpClient.expect(250, sender.send("Subject: second\r\n\r\nx", Container.USER));

                // Gone.
                container.uninstall("jmap-mail");
                assertThat(sender.send("Subject: too late\r\n\r\nx", Container.USER)
                                .code())
                        .isEqualTo(451);
                SmtpClient.expect(250, sender.command("RSET"));
                Answer refused = reader.post(QUERY);
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
                assertThat(refused.fields()).containsKey("retry-after");

                // Back.
                container.install("jmap-mail");
                assertThat(count(reader)).isEqualTo(2);
                SmtpClient.expect(250, sender.send("Subject: third\r\n\r\nx", Container.USER));
                assertThat(count(reader)).isEqualTo(3);
            }
        }
    }

    private static int count(JmapClient reader) throws IOException {
        return reader.call(QUERY).get(0).get(1).get("ids").size();
    }
}
