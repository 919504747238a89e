package org.mailbay.example.file.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;

final class FileDirectoryTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");
    private static final Principal ANN =
            new Principal(new TenantId(1), "ann@example.test", "Ann", new AccountId(7), Set.of());

    private @TempDir Path folder;
    private final List<String> asked = new ArrayList<>();
    private Answer<LogIn> answerBelow = new Answer.Wrong<>();
    private Path file;
    private FileDirectory directory;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("passwords");
        write("secret");
        directory = new FileDirectory(
                below(), Configurations.of(FileDirectory.Config.class, Map.of("file", file.toString())));
    }

    private void write(String password) throws IOException {
        byte[] salt = {1, 2, 3, (byte) password.length()};
        HexFormat hex = HexFormat.of();
        Files.writeString(
                file,
                "# made by the personnel system\nANN@example.test:1000:" + hex.formatHex(salt) + ":"
                        + hex.formatHex(PasswordFile.hash(password, salt, 1000)) + "\n"
                        + " ".repeat(password.length()));
    }

    /** The directory of the server: it knows Ann, and what is asked of its door is noted. */
    private Directory below() {
        Door<?> door = (Door<?>) Proxy.newProxyInstance(
                Door.class.getClassLoader(), new Class<?>[] {Door.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName() + " " + arguments[0]);
                    return answerBelow;
                });
        return (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "principal" -> ANN.address().equals(arguments[0]) ? Optional.of(ANN) : Optional.empty();
                    case "door" -> door;
                    case "logIn" -> Optional.empty();
                    case "revision" -> 5L;
                    case "isValid" -> true;
                    default -> throw new AssertionError(method);
                });
    }

    @Test
    void aPasswordOfTheFileLetsInAndAnythingElseIsAskedBelow() throws Exception {
        Door<LogIn> door = directory.door(PEER, "imap");
        assertThat(door.password("ann@example.test", "secret"))
                .isInstanceOfSatisfying(
                        Answer.In.class,
                        in -> assertThat(((LogIn) in.who()).principal()).isEqualTo(ANN));
        assertThat(asked).isEmpty();
        assertThat(door.password("ann@example.test", "guess")).isInstanceOf(Answer.Wrong.class);
        assertThat(door.password("bob@example.test", "secret")).isInstanceOf(Answer.Wrong.class);
        assertThat(door.password("ann@example.test", "x".repeat(5_000))).isInstanceOf(Answer.Wrong.class);
        assertThat(asked).hasSize(3);
    }

    @Test
    void whoHasToWaitBelowHasToWaitHere() throws Exception {
        answerBelow = new Answer.Later<>(Duration.ofMinutes(1));
        assertThat(directory.door(PEER, "imap").password("ann@example.test", "guess"))
                .isInstanceOf(Answer.Later.class);
        assertThat(directory.door(PEER, "imap").password("ann@example.test", "secret"))
                .as("a right guess is no way round the block")
                .isInstanceOf(Answer.Later.class);
        assertThat(directory.door(InetAddress.ofLiteral("192.0.2.2"), "imap").password("ann@example.test", "secret"))
                .isInstanceOf(Answer.In.class);
    }

    @Test
    void anotherPasswordInTheFileEndsWhatTheOldOneOpened() throws Exception {
        LogIn before = directory.logIn("ann@example.test", Secret.of("secret")).orElseThrow();
        long revision = directory.revision();
        assertThat(directory.isValid(before.credential())).isTrue();
        write("another one");
        assertThat(directory.revision()).isNotEqualTo(revision);
        assertThat(directory.isValid(before.credential())).isFalse();
        assertThat(directory.logIn("ann@example.test", Secret.of("secret"))).isEmpty();
        assertThat(directory.logIn("ann@example.test", Secret.of("another one")))
                .isPresent();
        assertThat(directory.isValid(new Credential("ann@example.test", "token-1")))
                .isTrue();
    }

    @Test
    void aFileThatCannotBeReadLetsNobodyIn() throws Exception {
        for (String bad : List.of("ann@example.test", "ann@example.test:0:00:00", "ann@example.test:1000:xx:00")) {
            Files.writeString(file, bad);
            assertThat(directory.logIn("ann@example.test", Secret.of("secret"))).isEmpty();
        }
        Files.delete(file);
        assertThat(directory.logIn("ann@example.test", Secret.of("secret"))).isEmpty();
        write("back");
        assertThat(directory.logIn("ann@example.test", Secret.of("back"))).isPresent();
    }
}
