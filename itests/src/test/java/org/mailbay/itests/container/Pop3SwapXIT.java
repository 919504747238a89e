package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** While {@code pop3} is away whoever is there waits; while it is replaced under load, sessions keep their numbers and their marks. */
@RunWith(PaxExam.class)
public final class Pop3SwapXIT {
    private static final int MESSAGES = 40;

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("pop3");
    }

    @Test
    public void sessionsGoOn() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(Pop3SwapXIT.class).getBundleContext());
        container.addUser();
        container.addUser("other@swap.test");
        deliver(container, Container.USER);
        deliver(container, "other@swap.test");

        // Absent: the connection is taken, nobody speaks.
        try (PopClient marking = container.pop3();
                PopClient late = container.pop3()) {
            assertThat(marking.isSilentFor(500)).isTrue();

            // Present.
            container.install("pop3");
            assertThat(marking.line()).startsWith("+OK");
            assertThat(late.line()).startsWith("+OK");
            marking.logIn(Container.USER, Container.PASSWORD);
            assertThat(marking.ok("STAT")).startsWith(MESSAGES + " ");
            List<String> ids = marking.lines("UIDL");
            for (int number = 2; number <= MESSAGES; number += 2) {
                marking.ok("DELE " + number);
            }
            late.ok("USER " + Container.USER);

            // Replaced under load.
            List<WeakReference<ClassLoader>> old = new ArrayList<>();
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Integer> reader = pool.submit(reader(container, stop, begun));
                begun.await();
                for (int i = 0; i < 5; i++) {
                    old.add(container.classes("pop3"));
                    container.replace("pop3");
                }
                // What it reads from is replaced, too: a message that is under way is whole all the same.
                container.replace("jmap-mail");
                stop.set(true);
                assertThat(reader.get()).isGreaterThan(MESSAGES);
            }
            // See DnsSwapXIT: one of them may be held by compiled code of the JDK.
            for (int i = 0; i < 200 && held(old) > 1; i++) {
                System.gc();
                Thread.sleep(50);
            }
            assertThat(held(old)).isLessThanOrEqualTo(1);
            assertThat(marking.ok("STAT")).startsWith(MESSAGES / 2 + " ");
            assertThat(marking.command("RETR 2")).startsWith("-ERR");
            assertThat(marking.lines("TOP 3 0")).contains("Subject: number 3");
            assertThat(late.command("PASS " + Container.PASSWORD)).startsWith("-ERR [IN-USE]");

            // Gone: what is said is kept, and answered when it is back.
            container.uninstall("pop3");
            marking.write("NOOP\r\nUIDL 39\r\nQUIT\r\n");
            assertThat(marking.isSilentFor(300)).isTrue();
            container.install("pop3");
            assertThat(marking.line()).startsWith("+OK");
            assertThat(marking.line()).isEqualTo("+OK " + ids.get(38));
            assertThat(marking.line()).startsWith("+OK");
            late.logIn(Container.USER, Container.PASSWORD);
            assertThat(late.ok("STAT")).startsWith(MESSAGES / 2 + " ");
        }
        try (JmapClient user = container.jmap()) {
            assertThat(user.one("Email/query", "").get("ids").size()).isEqualTo(MESSAGES / 2);
        }
    }

    private static long held(List<WeakReference<ClassLoader>> classes) {
        return classes.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private static void deliver(Container container, String user) throws IOException {
        try (SmtpClient sender = container.smtp()) {
            SmtpClient.expect(220, sender.reply());
            sender.hello();
            for (int number = 1; number <= MESSAGES; number++) {
                String text = "Subject: number " + number + "\r\n\r\n"
                        + "x".repeat(70).concat("\r\n").repeat(number * 100);
                SmtpClient.expect(250, sender.send(text, user));
            }
        }
    }

    /** Reads all messages of another user again and again in one session; how many it read. */
    private static Callable<Integer> reader(Container container, AtomicBoolean stop, CountDownLatch begun) {
        return () -> {
            int read = 0;
            try (PopClient client = container.pop3()) {
                assertThat(client.line()).startsWith("+OK");
                client.logIn("other@swap.test", Container.PASSWORD);
                List<Integer> sizes = new ArrayList<>();
                while (!stop.get() || read <= MESSAGES) {
                    int number = read % MESSAGES + 1;
                    List<String> message = client.lines("RETR " + number);
                    assertThat(message).contains("Subject: number " + number);
                    assertThat(message.stream().filter(line -> line.startsWith("xxx")))
                            .hasSize(number * 100);
                    sizes.add(message.size());
                    read++;
                    begun.countDown();
                }
                client.ok("QUIT");
                assertThat(sizes).hasSize(read);
            }
            return read;
        };
    }
}
