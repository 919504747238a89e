package org.mailbay.imap;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Session.Closed;
import org.mailbay.net.spi.Want;

/** One client of an {@link Office}: what it says goes to a real session, by lines and bytes as that wants them. */
final class Wire {
    private final Office office;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private Session session;
    private Frozen frozen;
    private Want want;

    Wire(Office office) {
        this.office = office;
        session = office.protocol.open(connection());
        want = session.opened();
        answer();
    }

    private Connection connection() {
        return Connection.class.cast(Proxy.newProxyInstance(
                Wire.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "id" -> "c";
                    case "peer" -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                    case "tls" -> Optional.empty();
                    case "canStartTls" -> false;
                    case "write" -> {
                        sent.writeBytes((byte[]) arguments[0]);
                        yield null;
                    }
                    case "execute" -> {
                        tasks.add((Runnable) arguments[0]);
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> method.isDefault() ? InvocationHandler.invokeDefault(self, method, arguments) : null;
                }));
    }

    /**
     * Says lines, each ended by CRLF, and literals in between as they are.
     *
     * @return all that is answered, lines with a bar between; texts behind OK and NO are left out
     */
    String say(String line) {
        unasked();
        give((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    private void give(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining() && !(want instanceof Want.Close)) {
            if (want instanceof Want.Line) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                byte last = 0;
                while (rest.hasRemaining() && last != '\n') {
                    last = rest.get();
                    line.write(last);
                }
                want = session.line(line.toByteArray());
            } else {
                want = session.bytes(rest);
            }
        }
    }

    /** What the server says unasked, now that it has the time. */
    String unasked() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        return answer();
    }

    private String answer() {
        String all = sent.toString(StandardCharsets.UTF_8);
        sent.reset();
        return all.strip()
                .replaceAll("(?m)^(\\S+ (?:OK|NO|BAD)(?: \\[[^\\]\\r]*\\])?) .*$", "$1")
                .replace("\r\n", " | ");
    }

    /** Stops here, to go on elsewhere. */
    void freeze() {
        unasked();
        frozen = session.freeze().orElseThrow();
        session.closed(Closed.FROZEN);
    }

    /** Goes on in another revision. */
    void thaw() {
        office.replace();
        session = office.protocol.resume(connection(), frozen).orElseThrow();
        want = session.wants();
    }

    boolean isClosed() {
        return want instanceof Want.Close;
    }
}
