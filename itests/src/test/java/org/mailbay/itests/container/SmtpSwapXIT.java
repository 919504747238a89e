package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** While {@code smtp} is away, whoever comes waits for the greeting and whoever is there waits for the reply; nobody is sent away. */
@RunWith(PaxExam.class)
public final class SmtpSwapXIT {
    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("smtp");
    }

    @Test
    public void clientsWaitWhileItIsAway() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(SmtpSwapXIT.class).getBundleContext());
        container.addUser();

        // Absent: the connection is taken, nobody speaks.
        try (SmtpClient early = container.smtp()) {
            assertThat(early.isSilentFor(500)).isTrue();

            // Present.
            container.install("smtp");
            SmtpClient.expect(220, early.reply());
            early.hello();
            SmtpClient.expect(250, early.command("MAIL FROM:<a@elsewhere.test>"));
            SmtpClient.expect(250, early.command("RCPT TO:<" + Container.USER + ">"));

            try (SmtpClient user = container.submission()) {
                SmtpClient.expect(220, user.reply());
                user.hello();
                String secret = "\0" + Container.USER + "\0" + Container.PASSWORD;
                SmtpClient.expect(
                        235,
                        user.command("AUTH PLAIN "
                                + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));

                // Replaced, in the middle of a transaction: the new revision goes on where the old one was.
                container.replace("smtp");
                SmtpClient.expect(354, early.command("DATA"));
                early.write("Subject: over the update\r\n\r\nx\r\n.\r\n");
                SmtpClient.expect(250, early.reply());

                // Who was logged in still is.
                SmtpClient.expect(250, user.command("MAIL FROM:<" + Container.USER + ">"));
                SmtpClient.expect(250, user.command("RCPT TO:<" + Container.USER + ">"));
                SmtpClient.expect(354, user.command("DATA"));
                user.write("From: " + Container.USER + "\r\nSubject: to myself\r\n\r\nx\r\n.\r\n");
                SmtpClient.expect(250, user.reply());
            }

            // Gone: what is said is kept, and answered when it is back.
            container.uninstall("smtp");
            early.write("NOOP\r\n");
            try (SmtpClient late = container.smtp()) {
                assertThat(late.isSilentFor(500)).isTrue();
                assertThat(early.isSilentFor(100)).isTrue();

                // Back.
                container.install("smtp");
                SmtpClient.expect(250, early.reply());
                SmtpClient.expect(220, late.reply());
                late.hello();
                SmtpClient.expect(250, late.send("Subject: after it\r\n\r\nx", Container.USER));
            }
            SmtpClient.expect(221, early.command("QUIT"));
        }
        try (JmapClient user = container.jmap()) {
            assertThat(user.one("Email/query", "").get("ids").size()).isEqualTo(3);
        }
    }
}
