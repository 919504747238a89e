package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, as the operator meets it. */
class MainTest {

    private Path home;
    private Path data;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void begin(@TempDir Path temp) {
        home = temp.resolve("home");
        data = temp.resolve("data");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private void bundle(String name, Map<String, Object> files, String... headers) throws IOException {
        Jars.bundle(home.resolve("bundles"), name, files, headers);
    }

    private void readyBundle() throws IOException {
        bundle(
                "org.mailbay.ready",
                Map.of(Jars.path(ReadyActivator.class), ReadyActivator.class),
                "Bundle-Activator",
                ReadyActivator.class.getName(),
                "Import-Package",
                "org.osgi.framework");
    }

    private Process launch(int readySeconds, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dmailbay.ready.seconds=" + readySeconds,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--home",
                home.toString(),
                "--data",
                data.toString()));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private static String output(Process process) throws IOException, InterruptedException {
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private static List<String> linesUntilReady(BufferedReader reader) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith("Mailbay is ready")) {
                return lines;
            }
        }
        throw new AssertionError("never ready: " + lines);
    }

    @Test
    void readyThenAskedToStop() throws Exception {
        readyBundle();
        Files.writeString(home.resolve("framework.properties"), "# head\ntest.shipped=yes\n");
        var process = launch(20, "--ports", "18000", "--demo");
        var lines = linesUntilReady(process.inputReader(StandardCharsets.UTF_8));
        assertThat(lines).contains("test 18000 true true " + data + " yes");
        assertThat(data.resolve("log/mailbay.log")).exists();
        assertThat(data.resolve("listens")).hasContent("test 18000 true true " + data + " yes");

        var second = launch(20);
        assertThat(output(second)).contains("Another Mailbay (process " + process.pid() + ") is running on " + data);
        assertThat(second.exitValue()).isEqualTo(ExitCode.IN_USE.number());

        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void startsAgainAfterBeingKilled() throws Exception {
        readyBundle();
        for (int i = 0; i < 2; i++) {
            var process = launch(20);
            linesUntilReady(process.inputReader(StandardCharsets.UTF_8));
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysWhichBundleCannotRun() throws Exception {
        bundle("org.mailbay.lonely", Map.of(), "Import-Package", "org.mailbay.absent");
        bundle("org.mailbay.sick", Map.of(), "Bundle-Activator", "no.such.Activator");
        var process = launch(1);
        assertThat(output(process))
                .contains("bundle org.mailbay.lonely does not run: ")
                .contains("osgi.wiring.package=org.mailbay.absent")
                .contains("bundle org.mailbay.sick does not run: ")
                .contains("no.such.Activator")
                .contains("Mailbay is not ready");
        assertThat(process.exitValue()).isEqualTo(ExitCode.NOT_READY.number());
    }

    @Test
    void aBrokenBundleIsToldEvenWhenTheRestIsReady() throws Exception {
        readyBundle();
        bundle("org.mailbay.lonely", Map.of(), "Import-Package", "org.mailbay.absent");
        var lines = linesUntilReady(launch(20).inputReader(StandardCharsets.UTF_8));
        assertThat(lines).anyMatch(l -> l.startsWith("bundle org.mailbay.lonely does not run: "));
    }

    @Test
    void saysWhichComponentWaitsForWhat() throws Exception {
        componentRuntime();
        component("needy", "<reference name='store' interface='java.util.concurrent.Executor'/>", "");
        component("follower", "<reference name='it' interface='java.lang.Runnable'/>", "");
        component("unconfigured", "", "configuration-policy='require' configuration-pid='queue.retry'");
        var process = launch(1);
        assertThat(output(process))
                .contains("component needy waits for java.util.concurrent.Executor, which no component offers")
                .contains("component follower waits for java.lang.Runnable\n")
                .contains("component unconfigured waits for configuration queue.retry");
        assertThat(process.exitValue()).isEqualTo(ExitCode.NOT_READY.number());
    }

    private void component(String name, String references, String attributes) throws IOException {
        bundle(
                "org.mailbay." + name,
                Map.of(
                        "c.xml",
                        "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.4.0' immediate='true' name='" + name
                                + "' "
                                + attributes + "><implementation class='java.lang.Thread'/><service>"
                                + "<provide interface='java.lang.Runnable'/></service>" + references
                                + "</scr:component>"),
                "Service-Component",
                "c.xml");
    }

    /** Copies the component runtime from the tests' class path. */
    private void componentRuntime() throws IOException {
        Files.createDirectories(home.resolve("bundles"));
        for (var part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var jar = Path.of(part);
            var wanted = List.of("org.apache.felix.scr", "org.osgi.service.component", "org.osgi.util");
            if (wanted.stream().anyMatch(w -> jar.getFileName().toString().startsWith(w))) {
                Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
            }
        }
    }
}
