package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.rest.Callers.Answer;
import org.mailbay.admin.spi.Actor;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Principal.Role;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Door;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.Swappable;

class CallersTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress BLOCKED = InetAddress.ofLiteral("192.0.2.2");
    private static final Object CLOSED = Proxy.newProxyInstance(
            Door.class.getClassLoader(),
            new Class<?>[] {Door.class},
            (_, _, _) -> new org.mailbay.sasl.Answer.Later<>(Duration.ofSeconds(9)));

    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Callers testee = new Callers(Secret.of("the-token-of-the-file"), directory);

    CallersTest() {
        directory.bind((Directory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "door" ->
                        arguments[0].equals(BLOCKED)
                                ? CLOSED
                                : InvocationHandler.invokeDefault(proxy, method, arguments);
                    case "logIn" ->
                        arguments.length == 2
                                ? user((String) arguments[0], ((Secret) arguments[1]).reveal())
                                : user(((Secret) arguments[0]).reveal(), "pw");
                    default -> throw new AssertionError(method);
                }));
    }

    private static Optional<LogIn> user(String name, String password) {
        if (!password.equals("pw") || !name.equals("admin") && !name.equals("ann")) {
            return Optional.empty();
        }
        Set<Role> roles = name.equals("admin") ? Set.of(Role.SYSTEM_ADMINISTRATOR) : Set.of();
        return Optional.of(new LogIn(
                new Principal(TenantId.SYSTEM, name, "", new AccountId(1), roles), new Credential(name, "p-1")));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String name(String authorization) throws IOException {
        return switch (testee.who(authorization, HERE)) {
            case Answer.Operator(Actor actor) -> actor.name() + ' ' + actor.roles();
            case Answer.User(LogIn logIn) -> logIn.principal().address();
            case Answer.Unknown() -> "unknown";
            case Answer.Later ignored -> "later";
        };
    }

    @Test
    void knowsWhoAsks() throws IOException {
        assertThat(name("Bearer the-token-of-the-file")).isEqualTo("token-file [SYSTEM_ADMINISTRATOR]");
        assertThat(name("bearer admin")).isEqualTo("admin");
        assertThat(name(basic("admin:pw"))).isEqualTo("admin");
        assertThat(name(basic("ann:pw"))).isEqualTo("ann");
        for (String bad : new String[] {
            null,
            "",
            "Basic",
            "Basic !!!",
            "Bearer ",
            "Bearer x",
            "Digest x",
            basic("admin:no"),
            basic("admin"),
            "Bearer " + "x".repeat(5_000),
            "Bearer " + "x".repeat(2_000)
        }) {
            assertThat(testee.who(bad, HERE)).as(bad).isEqualTo(new Answer.Unknown());
        }
    }

    @Test
    void whoFailedTooOftenWaitsAndTheTokenOfTheFileDoesNot() throws IOException {
        assertThat(testee.who(basic("admin:pw"), BLOCKED)).isEqualTo(new Answer.Later(Duration.ofSeconds(9)));
        assertThat(testee.who("Bearer the-token-of-the-file", BLOCKED)).isInstanceOf(Answer.Operator.class);
    }

    @Test
    void theTokenIsMadeOnceAndIsNobodyElsesToRead(@TempDir Path data) throws IOException {
        Secret made = TokenFile.open(data);
        Path file = data.resolve("admin.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.open(data)).isEqualTo(made);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> TokenFile.open(data)).hasMessageContaining("can be read by others");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "");
        assertThatThrownBy(() -> TokenFile.open(data)).hasMessageContaining("holds no token");
    }
}
