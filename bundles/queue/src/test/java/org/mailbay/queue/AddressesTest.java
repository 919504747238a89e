package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Recipient;
import org.mailbay.queue.Addresses.None;
import org.mailbay.swap.Swappable;

/** Whose mail an address is while parts of the server are away. */
final class AddressesTest {
    static List<Recipient> unknown() {
        return List.of(new Recipient.Unknown(), new Recipient.Elsewhere());
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void nobodyIsGivenUpWhileOnlyTheRouterWouldKnow(Recipient recipient) throws Exception {
        Swappable<Directory> directory = new Swappable<>("directory");
        directory.bind((Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> method.getName().equals("recipient") ? recipient : null));
        Addresses addresses = new Addresses(new Swappable<>("router"), directory, Duration.ZERO);
        assertThat(addresses.mailbox("x@far.test", "bob+letters@our.test", Duration.ZERO))
                .isInstanceOfSatisfying(
                        None.class, none -> assertThat(none.reply()).startsWith("4"));
    }
}
