package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleListTest {

    private Path home;
    private Path data;

    @BeforeEach
    void begin(@TempDir Path temp) throws IOException {
        home = temp.resolve("home");
        data = temp.resolve("data");
        for (var name : new String[] {"org.mailbay.smtp", "org.mailbay.config", "com.example.lib"}) {
            Jars.bundle(home.resolve("bundles"), name);
        }
        Files.writeString(home.resolve("levels.tsv"), "# head\norg.mailbay.config\t5\n");
    }

    private void active(String lines) throws IOException {
        Files.createDirectories(data.resolve("features"));
        Files.writeString(data.resolve("features/active.tsv"), lines);
    }

    @Test
    void ordersByLevelAndName() throws Exception {
        assertThat(BundleList.read(home, data))
                .extracting(e -> e.jar().getFileName() + " " + e.level())
                .containsExactly("org.mailbay.config.jar 5", "com.example.lib.jar 10", "org.mailbay.smtp.jar 20");
    }

    @Test
    void updatedBundleTakesThePlaceOfTheShippedOne() throws Exception {
        var jar = Jars.bundle(data.resolve("features/smtp"), "org.mailbay.smtp-0.2.0");
        var added = Jars.bundle(data.resolve("features"), "com.example.stage");
        active("org.mailbay.smtp\tsmtp/org.mailbay.smtp-0.2.0.jar\ncom.example.stage\tcom.example.stage.jar\n");
        assertThat(BundleList.read(home, data))
                .hasSize(4)
                .contains(new BundleList.Entry(jar, 20, true, false), new BundleList.Entry(added, 20, true, false))
                .noneMatch(e -> e.jar().equals(home.resolve("bundles/org.mailbay.smtp.jar")));
    }

    @Test
    void anUpdateStartsWhereTheShippedOneDid() throws Exception {
        Jars.bundle(home.resolve("bundles"), "org.mailbay.admin");
        Jars.bundle(data.resolve("features/jars"), "000");
        Jars.bundle(data.resolve("features/jars"), "fff");
        active("org.mailbay.admin\tjars/fff.jar\norg.mailbay.smtp\tjars/000.jar\n");
        assertThat(BundleList.read(home, data))
                .extracting(e -> e.jar().getFileName().toString())
                .containsExactly("org.mailbay.config.jar", "com.example.lib.jar", "fff.jar", "000.jar");
    }

    @Test
    void whatWasAddedIsAGuestUnlessItIsADriverOrHasNoCodeToRun() throws Exception {
        var runs = Jars.bundle(data.resolve("features"), "com.example.stage", "Service-Component", "OSGI-INF/x.xml");
        var driver = Jars.bundle(
                data.resolve("features"),
                "com.example.driver",
                "Service-Component",
                "OSGI-INF/x.xml",
                "Provide-Capability",
                "osgi.service;objectClass:List<String>=\"org.mailbay.store.spi.RecordDriver\"");
        active("com.example.stage\tcom.example.stage.jar\ncom.example.driver\tcom.example.driver.jar\n");
        assertThat(BundleList.read(home, data))
                .contains(new BundleList.Entry(runs, 20, true, true), new BundleList.Entry(driver, 15, true, false));
    }

    @Test
    void whatWasDisabledIsNotStarted() throws Exception {
        Files.createDirectories(data.resolve("features"));
        Files.writeString(data.resolve("features/disabled.tsv"), "org.mailbay.smtp\n");
        assertThat(BundleList.read(home, data))
                .filteredOn(e -> !e.enabled())
                .extracting(e -> e.jar().getFileName().toString())
                .containsExactly("org.mailbay.smtp.jar");
    }

    @Test
    void missingUpdateIsRefused() throws IOException {
        active("org.mailbay.smtp\tgone.jar\n");
        assertThatThrownBy(() -> BundleList.read(home, data))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("gone.jar for org.mailbay.smtp");
    }

    @Test
    void updateOutsideItsFolderIsRefused() throws IOException {
        active("org.mailbay.smtp\t../../home/bundles/org.mailbay.smtp.jar\n");
        assertThatThrownBy(() -> BundleList.read(home, data)).isInstanceOf(Refused.class);
    }

    @Test
    void notBuilt() {
        assertThatThrownBy(() -> BundleList.read(data, data)).hasMessageContaining("build the server first");
    }
}
