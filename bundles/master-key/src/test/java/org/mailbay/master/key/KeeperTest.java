package org.mailbay.master.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.felix.hc.api.Result.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.testkit.Configurations;

class KeeperTest {
    private static final byte[] SECRET = new byte[32];

    @TempDir
    Path folder;

    private final BlockingQueue<MasterKey> registered = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> unregistered = new LinkedBlockingQueue<>();
    private @Nullable Keeper keeper;

    @AfterEach
    void close() {
        if (keeper != null) {
            keeper.close();
        }
    }

    private Keeper keep(Map<String, Object> config, Map<String, String> environment) {
        keeper = new Keeper(Configurations.of(Keeper.Config.class, config), environment, service -> {
            registered.add(service);
            return () -> unregistered.add("gone");
        });
        return keeper;
    }

    private MasterKey key() throws InterruptedException {
        MasterKey key = registered.poll(20, TimeUnit.SECONDS);
        assertThat(key).isNotNull();
        return key;
    }

    private Path write(String mode, String text) throws IOException {
        Path file = folder.resolve("key");
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static String message(Keeper keeper) {
        StringBuilder all = new StringBuilder();
        keeper.execute().forEach(entry -> all.append(entry.getMessage()));
        return all.toString();
    }

    /** Waits for a round in which the health check says so. */
    private static void until(Keeper keeper, Status status, String says) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (keeper.execute().getStatus() == status && message(keeper).contains(says)) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(message(keeper)).contains(says);
        assertThat(keeper.execute().getStatus()).isEqualTo(status);
    }

    @Test
    void aFileIsFollowedWhileItRotates() throws Exception {
        Path file = write("rw-r-----", KeysTest.A);
        Keeper it = keep(Map.of("file", file.toString(), "checkSeconds", 1), Map.of());
        MasterKey key = key();
        byte[] old = key.wrap(SECRET, "p");
        String before = key.id();
        write("r--------", KeysTest.B + "\n" + KeysTest.A);
        until(it, Status.OK, "former ones: 1");
        assertThat(key.id()).isNotEqualTo(before);
        assertThat(key.unwrap(old, "p")).isEqualTo(SECRET);
        assertThat(key.isCurrent(old)).isFalse();
        assertThat(registered).isEmpty();
    }

    @Test
    void aKeyThatWasJustAddedIsFoundAtOnce() throws Exception {
        Path file = write("rw-------", KeysTest.A);
        keep(Map.of("file", file.toString(), "checkSeconds", 3600), Map.of());
        MasterKey key = key();
        byte[] foreign = Keys.parse(KeysTest.B).wrap(SECRET, "p");
        Thread.sleep(1100);
        assertThatThrownBy(() -> key.unwrap(foreign, "p")).hasMessageContaining("is not here");
        write("rw-------", KeysTest.A + " " + KeysTest.B);
        Thread.sleep(1100);
        assertThat(key.unwrap(foreign, "p")).isEqualTo(SECRET);
    }

    @Test
    void aFileThatIsMissingIsSaidAndWaitedFor() throws Exception {
        Keeper it = keep(Map.of("file", folder.resolve("key").toString(), "checkSeconds", 1), Map.of());
        until(it, Status.CRITICAL, "no such file");
        assertThat(registered).isEmpty();
        write("rw-------", KeysTest.A);
        assertThat(key().id()).hasSize(16);
        until(it, Status.OK, "former ones: 0");
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws Exception {
        for (String mode : new String[] {"rw-r--r--", "rw-rw----", "rw-----w-"}) {
            Keeper it = keep(Map.of("file", write(mode, KeysTest.A).toString()), Map.of());
            until(it, Status.CRITICAL, mode);
            assertThat(registered).isEmpty();
            it.close();
        }
    }

    @Test
    void keysOnceReadStayInUseWhenTheFileBreaks() throws Exception {
        Path file = write("rw-------", KeysTest.A);
        Keeper it = keep(Map.of("file", file.toString(), "checkSeconds", 1), Map.of());
        MasterKey key = key();
        write("rw-------", "half a ke");
        until(it, Status.WARN, "key 1");
        assertThat(message(it)).doesNotContain("half");
        assertThat(key.unwrap(key.wrap(SECRET, "p"), "p")).isEqualTo(SECRET);
        assertThat(unregistered).isEmpty();
    }

    @Test
    void aFolderIsNoFile() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        until(keep(Map.of("file", folder.toString()), Map.of()), Status.CRITICAL, "directory");
    }

    @Test
    void aVariable() throws Exception {
        keep(Map.of("environment", "KEYS"), Map.of("KEYS", KeysTest.A + " " + KeysTest.B));
        assertThat(key().id()).isEqualTo(Keys.parse(KeysTest.A).present().id());
    }

    @Test
    void aVariableThatIsNotSet() throws Exception {
        until(keep(Map.of("environment", "KEYS"), Map.of()), Status.CRITICAL, "not set");
    }

    @Test
    void aCommandPrintsTheKeys() throws Exception {
        keep(Map.of("command", new String[] {"printf", KeysTest.A + "\\n" + KeysTest.B}), Map.of());
        assertThat(key().id()).isEqualTo(Keys.parse(KeysTest.A).present().id());
    }

    @Test
    void aCommandThatFailsIsQuoted() throws Exception {
        String[] failing = {"sh", "-c", "echo vault is sealed >&2; echo " + KeysTest.A + "; exit 3"};
        Keeper it = keep(Map.of("command", failing), Map.of());
        until(it, Status.CRITICAL, "ended with 3: vault is sealed");
        assertThat(message(it)).doesNotContain(KeysTest.A);
        assertThat(registered).isEmpty();
        it.close();
        until(keep(Map.of("command", new String[] {"/no/such/program"}), Map.of()), Status.CRITICAL, "/no/such");
    }

    @Test
    void aCommandThatHangsIsEndedWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        String[] hanging = {"sh", "-c", "sleep 600 & echo $! > " + pid + "; wait"};
        Keeper it = keep(Map.of("command", hanging, "commandTimeoutSeconds", 1), Map.of());
        until(it, Status.CRITICAL, "within 1 s");
        long child = Long.parseLong(Files.readString(pid).strip());
        for (int i = 0;
                i < 100
                        && ProcessHandle.of(child)
                                .filter(ProcessHandle::isAlive)
                                .isPresent();
                i++) {
            Thread.sleep(50);
        }
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void closingDoesNotWaitForACommand() throws Exception {
        Keeper it = keep(Map.of("command", new String[] {"sleep", "300"}, "commandTimeoutSeconds", 300), Map.of());
        Thread.sleep(200);
        long begun = System.nanoTime();
        it.close();
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void aCommandThatNeverStopsPrintingIsEnded() throws Exception {
        Keeper it = keep(Map.of("command", new String[] {"yes"}, "commandTimeoutSeconds", 1), Map.of());
        until(it, Status.CRITICAL, "within 1 s");
    }

    @Test
    void theServiceGoesWithTheComponent() throws Exception {
        keep(Map.of("environment", "KEYS"), Map.of("KEYS", KeysTest.A));
        key();
        close();
        assertThat(unregistered.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
        keeper = null;
    }

    @Test
    void oneSourceNoMoreNoLess() {
        assertThatThrownBy(() -> keep(Map.of(), Map.of())).hasMessageContaining("one of file");
        assertThatThrownBy(() -> keep(Map.of("file", "x", "environment", "Y"), Map.of()))
                .hasMessageContaining("one of file");
    }
}
