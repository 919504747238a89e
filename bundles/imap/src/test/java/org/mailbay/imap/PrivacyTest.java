package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Session;

/** What is said to a client whom others can hear, and how long one may be silent. */
final class PrivacyTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void rfc9051_6_2_3_outsideOfTlsNobodyLogsIn() {
        ImapProtocol protocol = new ImapProtocol(
                (ImapProtocol.Config) proxy(ImapProtocol.Config.class, (_, method, _) -> method.getDefaultValue()),
                InstantSource.system());
        Session session = protocol.open((Connection) proxy(
                Connection.class, (self, method, arguments) -> switch (method.getName()) {
                    case "id" -> "c";
                    case "peer" -> new InetSocketAddress("192.0.2.1", 1);
                    case "tls" -> Optional.empty();
                    case "canStartTls" -> true;
                    case "write" -> {
                        sent.writeBytes((byte[]) arguments[0]);
                        yield null;
                    }
                    default -> method.isDefault() ? InvocationHandler.invokeDefault(self, method, arguments) : null;
                }));
        session.opened();
        assertThat(said()).contains(" STARTTLS").contains(" LOGINDISABLED").doesNotContain("AUTH=");
        assertThat(answer(session, "a LOGIN alice secret")).startsWith("a NO [PRIVACYREQUIRED]");
        assertThat(answer(session, "b AUTHENTICATE PLAIN AGEAYg==")).startsWith("b NO [PRIVACYREQUIRED]");
        protocol.stop();
    }

    @Test
    void rfc9051_5_4_idleClientsStayHalfAnHour() throws IOException {
        try (InputStream in = PrivacyTest.class.getResourceAsStream("/OSGI-INF/mailbay/defaults.toml")) {
            Matcher seconds = Pattern.compile("idleTimeoutSeconds = (\\d+)")
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(seconds.results().map(found -> Integer.valueOf(found.group(1))))
                    .hasSize(2)
                    .allMatch(found -> found >= 1_800);
        }
    }

    private String answer(Session session, String line) {
        sent.reset();
        session.line((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return said();
    }

    private String said() {
        return sent.toString(StandardCharsets.US_ASCII);
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
