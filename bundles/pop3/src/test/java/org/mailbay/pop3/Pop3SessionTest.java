package org.mailbay.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.net.spi.Protocol.Unavailable;
import org.mailbay.store.ObjectId;

/** What transcripts cannot show: two sessions, parts that go, much. */
class Pop3SessionTest {
    private final House house = new House();
    private final Pop3Protocol server = house.server();

    @AfterEach
    void close() {
        house.close();
    }

    private Wire logIn(Pop3Protocol at, String user) {
        Wire wire = new Wire(at, "127.0.0.1");
        wire.send("USER " + user + "@example.test\r\nPASS secret\r\n");
        assertThat(wire.said()).contains(" messages (");
        return wire;
    }

    @Test
    void maildropIsOpenInOneSessionAtATime() {
        Wire first = logIn(server, "alice");
        Wire second = new Wire(server, "127.0.0.1");
        second.send("USER alice@example.test\r\n");
        assertThat(second.ask("PASS secret\r\n")).startsWith("-ERR [IN-USE] ");
        assertThat(second.ask("STAT\r\n")).startsWith("-ERR ");
        logIn(server, "bob").hangUp();
        first.hangUp();
        second.send("USER alice@example.test\r\n");
        assertThat(second.ask("PASS secret\r\n")).startsWith("+OK ");
    }

    @Test
    void sessionThatIsReplacedKeepsItsMaildrop() {
        house.add("Subject: x\r\n\r\nx\r\n");
        Pop3Protocol next = house.server();
        Wire first = logIn(server, "alice");
        assertThat(first.move(next)).isTrue();
        assertThat(server.maildrops().size()).isZero();
        Wire second = new Wire(next, "127.0.0.1");
        second.send("USER alice@example.test\r\n");
        assertThat(second.ask("PASS secret\r\n")).startsWith("-ERR [IN-USE] ");
        assertThat(first.ask("STAT\r\n")).startsWith("+OK 1 ");
        first.hangUp();
        assertThat(next.maildrops().size()).isZero();
    }

    @Test
    void logInThatFailedHoldsNothing() {
        Pop3Protocol alone = new Pop3Protocol(
                org.mailbay.testkit.Configurations.of(Pop3Protocol.Config.class, Map.of("patienceSeconds", 0)));
        alone.bindDirectory(house.directory());
        Wire wire = new Wire(alone, "127.0.0.1");
        wire.send("USER alice@example.test\r\n");
        assertThat(wire.ask("PASS secret\r\n")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(alone.maildrops().size()).isZero();
        assertThat(alone.execute().isOk()).isFalse();
        alone.bindMailroom(house.mailroom());
        assertThat(alone.execute().isOk()).isTrue();
        wire.send("USER alice@example.test\r\n");
        assertThat(wire.ask("PASS secret\r\n")).startsWith("+OK ");
    }

    @Test
    void messageThatOthersRemoveKeepsItsNumber() {
        ObjectId first = house.add("Subject: 1\r\n\r\nx\r\n");
        house.add("Subject: 2\r\n\r\nxy\r\n");
        Wire wire = logIn(server, "alice");
        house.destroy(first);
        assertThat(wire.ask("RETR 1\r\n")).startsWith("-ERR Message was removed");
        assertThat(wire.ask("LIST 2\r\n")).startsWith("+OK 2 18");
        assertThat(wire.ask("DELE 1\r\n")).startsWith("+OK");
        assertThat(wire.move(house.server())).isTrue();
        assertThat(wire.ask("RETR 1\r\n")).startsWith("-ERR No such message");
        assertThat(wire.ask("RETR 2\r\n")).startsWith("+OK 18 octets\r\nSubject: 2");
        assertThat(wire.ask("QUIT\r\n")).startsWith("+OK");
        assertThat(house.left()).isEqualTo(1);
    }

    @Test
    void whatWasNotRemovedIsTold() {
        house.add("Subject: 1\r\n\r\nx\r\n");
        house.failsToExpunge = true;
        Wire wire = logIn(server, "alice");
        wire.send("DELE 1\r\n");
        assertThat(wire.ask("QUIT\r\n")).startsWith("-ERR [SYS/TEMP] ");
        assertThat(wire.isClosed()).isTrue();
        assertThat(house.left()).isEqualTo(1);
    }

    @Test
    void newPasswordEndsTheSession() {
        Wire wire = logIn(server, "alice");
        assertThat(wire.ask("NOOP\r\n")).isEqualTo("+OK\r\n");
        house.password++;
        assertThat(wire.ask("NOOP\r\n")).startsWith("-ERR [AUTH] ");
        assertThat(wire.isClosed()).isTrue();
    }

    @Test
    void uniqueIdsAreThoseOfTheMessages() {
        house.add("Subject: 1\r\n\r\nx\r\n");
        house.add("Subject: 2\r\n\r\nx\r\n");
        Wire wire = logIn(server, "alice");
        String id = wire.ask("UIDL 2\r\n").substring("+OK 2 ".length()).strip();
        assertThat(id).matches("[!-~]{1,70}");
        wire.send("DELE 1\r\nQUIT\r\n");
        wire.hangUp();
        assertThat(logIn(server, "alice").ask("UIDL\r\n")).isEqualTo("+OK 1 messages\r\n1 " + id + "\r\n.\r\n");
    }

    @Test
    void largeMessageArrivesAsItIs() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("Subject: large\r\n\r\n");
        while (text.length() < 1_000_000) {
            for (int left = random.nextInt(100); left > 0; left--) {
                text.append(random.nextInt(4) == 0 ? '.' : (char) ('a' + random.nextInt(26)));
            }
            text.append("\r\n");
        }
        house.add(text.toString());
        int before = house.opened.get();
        String said = logIn(server, "alice").ask("RETR 1\r\n");
        assertThat(house.opened.get() - before).isBetween(8, 12);
        String body = said.substring(said.indexOf('\n') + 1);
        assertThat(body).endsWith("\r\n.\r\n");
        assertThat(body.substring(0, body.length() - 3).replaceAll("(?m)^\\.", ""))
                .isEqualTo(text.toString());
    }

    @Test
    void manyMessagesAreListedAndMoved() {
        byte[] message = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 3000; i++) {
            house.add(message);
        }
        Wire wire = logIn(server, "alice");
        wire.send("DELE 1500\r\n");
        String before = wire.ask("UIDL\r\n");
        assertThat(wire.move(house.server())).isTrue();
        assertThat(wire.ask("UIDL\r\n")).isEqualTo(before);
        assertThat(before.lines()).hasSize(3001);
        assertThat(wire.ask("QUIT\r\n")).startsWith("+OK");
        assertThat(house.left()).isEqualTo(2999);
    }

    @Test
    void silenceIsAnsweredWithSilence() {
        assertThat(server.unavailable(Unavailable.IDLE_TIMEOUT)).isEmpty();
        assertThat(server.unavailable(Unavailable.BUSY))
                .startsWith("-ERR [SYS/TEMP] ".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anythingIsSurvived() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        house.add("Subject: x\r\n\r\nx\r\n");
        String[] words = {
            "USER",
            "alice@example.test",
            "PASS",
            "secret",
            "AUTH",
            "PLAIN",
            "=",
            "*",
            "STAT",
            "LIST",
            "UIDL",
            "RETR",
            "TOP",
            "1",
            "0",
            "2",
            "99999999999",
            "DELE",
            "RSET",
            "CAPA",
            "LANG",
            "en",
            "UTF8",
            "STLS",
            " ",
            "\r\n",
            "\r\n",
            "\r\n",
            "\n",
            "\0",
            "\r"
        };
        Pop3Protocol patient = house.server(Map.of("maxErrors", 1_000_000, "maxAuthFailures", 1_000_000));
        for (int run = 0; run < 200; run++) {
            Wire wire = new Wire(patient, "127.0.0.1");
            if (random.nextBoolean()) {
                wire.send("USER alice@example.test\r\nPASS secret\r\n");
            }
            for (int i = 0; i < 60 && !wire.isClosed(); i++) {
                wire.send(words[random.nextInt(words.length)] + (random.nextBoolean() ? " " : ""));
                if (random.nextInt(20) == 0) {
                    byte[] noise = new byte[random.nextInt(2000)];
                    random.nextBytes(noise);
                    wire.send(noise, 1 + random.nextInt(500));
                }
                for (String line : wire.said().split("\r\n")) {
                    assertThat(line.getBytes(StandardCharsets.ISO_8859_1)).hasSizeLessThan(513);
                }
                if (random.nextInt(10) == 0) {
                    wire.move(patient);
                }
                if (wire.want() instanceof org.mailbay.net.spi.Want.StartTls) {
                    wire.secure();
                }
            }
            if (!wire.isClosed()) {
                wire.hangUp();
            }
        }
        assertThat(patient.maildrops().size()).isZero();
        assertThat(house.left()).isEqualTo(1);
        assertThat(Arrays.asList(words)).doesNotContain("QUIT");
    }
}
