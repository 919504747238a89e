package org.mailbay.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bad plugin does to the server: nothing; and what is said of it. */
class BadPluginTest {
    private static final String PLUGIN = "com.example.plugin";
    private static final String PACKAGE = "org.mailbay.features.probe";
    private @TempDir Path folder;
    private House house;

    @BeforeEach
    void start() throws Exception {
        System.clearProperty("probe.leaky.end");
        house = new House(folder);
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty("probe.leaky.end", "true");
        house.stop();
    }

    private String installed(byte[] jar) throws Exception {
        return house.refused("update", jar, false, "", "test");
    }

    private boolean isHere() {
        return Arrays.stream(house.context().getBundles()).anyMatch(bundle -> PLUGIN.equals(bundle.getSymbolicName()));
    }

    @Test
    void thatThrowsInItsConstructorIsWithdrawn() throws Exception {
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE + ".broken")))
                .startsWith("does-not-work")
                .contains("Broken failed to start");
        assertThat(isHere()).isFalse();
    }

    @Test
    void thatBlocksInActivationIsInterruptedAndToldWhereItStood() throws Exception {
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE + ".blocking")))
                .startsWith("blocks: " + PLUGIN + " did not start within 4 s")
                .contains("probe.blocking.Blocking.<init>");
        assertThat(isHere()).isFalse();
        assertThat(house.said("update", House.jar(PLUGIN, "1.0.0", PACKAGE), false, "", "test"))
                .as("nothing is held")
                .containsEntry("mode", "new");
    }

    @Test
    void thatLeaksThreadsHasThemNamedWhenItGoes() throws Exception {
        house.said("update", House.jar(PLUGIN, "1.0.0", PACKAGE + ".leaky"), false, "", "test");
        Map<String, Object> updated =
                house.said("update", House.jar(PLUGIN, "1.1.0", PACKAGE + ".leaky"), false, "", "test");
        assertThat(updated.get("threads").toString())
                .contains("leaky-platform-1.0.0 (org.mailbay.features.probe.leaky.Leaky)")
                .doesNotContain("1.1.0");
        assertThat(house.said("remove", PLUGIN, "test").get("threads").toString())
                .contains("leaky-platform-1.1.0");
    }

    @Test
    void thatHasNothingToRunIsRefused() throws Exception {
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE + ".signature", "-dsannotations", "!*")))
                .startsWith("does-nothing");
    }

    @Test
    void thatImportsWhatIsNotThereIsRefused() throws Exception {
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE, "Import-Package", "org.absent,*")))
                .startsWith("does-not-resolve")
                .contains("org.absent");
    }

    @Test
    void thatDoesMoreThanItSaysIsRefused() throws Exception {
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE + ".sockets", "Mailbay-Uses", "files")))
                .startsWith("undeclared")
                .contains("sockets (org/mailbay/features/probe/sockets/Caller.class names java.net.Socket")
                .contains("service:java.util.function.Supplier");
        assertThat(installed(House.jar(PLUGIN, "1.0.0", PACKAGE + ".sockets", "Mailbay-Uses", "socket")))
                .startsWith("malformed-uses");
        assertThat(isHere()).isFalse();
    }

    @Test
    void thatAsksForMoreAtAnUpdateIsAsked() throws Exception {
        house.ship("org.mailbay.speaker", House.jar("org.mailbay.speaker", "1.0.0", PACKAGE));
        house.said("update", House.jar(PLUGIN, "1.0.0", PACKAGE), false, "", "test");
        byte[] second = House.jar(PLUGIN, "1.1.0", PACKAGE + ".sockets");
        Map<String, Object> preview = house.said("preview", second);
        assertThat(preview)
                .containsEntry("asksMore", List.of("service:java.util.function.Supplier", "sockets"))
                .containsEntry("uses", List.of("service:java.util.function.Supplier", "sockets"))
                .containsEntry("declares", false)
                .doesNotContainKey("refused");
        assertThat(installed(second))
                .startsWith("asks-more")
                .contains("accept=service:java.util.function.Supplier,sockets");
        assertThat(house.refused("update", second, false, "sockets", "test")).startsWith("asks-more");
        assertThat(house.said("update", second, false, "sockets,service:java.util.function.*", "test"))
                .containsEntry("to", "1.1.0");
        assertThat(house.said("preview", House.jar(PLUGIN, "1.2.0", PACKAGE)))
                .containsEntry("asksLess", List.of("service:java.util.function.Supplier", "sockets"));
    }

    @Test
    void thatIsSignedByNobodyOrAStrangerIsRefused() throws Exception {
        house.stop();
        house = new House(folder.resolve("strict"), false);
        Keys keys = new Keys(folder.resolve("keys"));
        keys.make("friend");
        keys.make("stranger");
        byte[] jar = House.jar(PLUGIN, "1.0.0", PACKAGE);
        assertThat(installed(jar)).startsWith("unsigned");
        assertThat(installed(keys.sign("friend", jar)))
                .startsWith("unknown-signer")
                .contains("CN=friend");
        String fingerprint = house.said("trust", keys.pem("friend"), "test")
                .get("fingerprint")
                .toString();
        assertThat(installed(keys.sign("stranger", jar))).startsWith("unknown-signer");
        assertThat(house.said("preview", keys.sign("stranger", jar)).toString())
                .contains("outcome=unknown-signer", "refused={");
        assertThat(house.said("update", keys.sign("friend", jar), false, "", "test"))
                .containsEntry("to", "1.0.0");
        assertThat(house.call("trusted").toString()).contains("CN=friend", fingerprint);
        house.call("distrust", fingerprint, "test");
        assertThat(installed(keys.sign("friend", House.jar(PLUGIN, "1.1.0", PACKAGE))))
                .startsWith("unknown-signer");
        assertThat(house.refused("distrust", fingerprint, "test")).startsWith("not-trusted");
        assertThat(house.refused("trust", new byte[] {1}, "test")).startsWith("no-certificate");
    }

    @Test
    void thatWasInstalledGoesAndWhatWasShippedIsDisabled() throws Exception {
        house.ship("org.mailbay.speaker", House.jar("org.mailbay.speaker", "1.0.0", PACKAGE));
        house.said("update", House.jar(PLUGIN, "1.0.0", PACKAGE + ".user"), false, "", "test");
        assertThat(house.heard()).isEqualTo("1.0.0");
        assertThat(house.refused("remove", "org.mailbay.speaker", "test")).startsWith("shipped");
        assertThat(house.said("disable", "org.mailbay.speaker", "test")).containsEntry("mode", "disabled");
        assertThat(house.heard()).isEqualTo("nobody");
        assertThat(house.refused("disable", "org.mailbay.speaker", "test")).startsWith("disabled");
        assertThat(folder.resolve("data/features/disabled.tsv")).hasContent("org.mailbay.speaker\n");
        assertThat(house.call("list").toString()).contains("name=org.mailbay.speaker, version=1.0.0, state=disabled");
        house.call("enable", "org.mailbay.speaker", "test");
        assertThat(house.heard()).isEqualTo("1.0.0");
        assertThat(folder.resolve("data/features/disabled.tsv")).isEmptyFile();
        assertThat(house.refused("enable", "org.mailbay.speaker", "test")).startsWith("not-disabled");
        assertThat(house.said("remove", PLUGIN, "test")).containsEntry("mode", "removed");
        assertThat(isHere()).isFalse();
        assertThat(folder.resolve("data/features/active.tsv")).isEmptyFile();
        assertThat(house.refused("remove", PLUGIN, "test")).startsWith("no-bundle-here");
        assertThat(house.refused("disable", "org.mailbay.features", "test")).startsWith("needed");
    }
}
