package org.mailbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;

/** The bundle in a real framework: start, reload, refusal, bundles that come and go. */
class ConfigFileTest {
    private @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
    }

    @AfterEach
    void close() throws Exception {
        house.stop();
    }

    @Test
    void withoutAFileDefaultsHold() throws Exception {
        house.probe("");
        house.start();
        assertThat(said()).isEqualTo("white 1");
        assertThat(check().isOk()).isTrue();
    }

    @Test
    void theFileIsThereBeforeTheComponents() throws Exception {
        house.file("[probe]\ncolour = 'red'\n");
        house.probe("");
        house.start();
        // Synchronously: nothing had to be changed after the start.
        assertThat(said()).isEqualTo("red 1");
    }

    @Test
    void aChangeTouchesOnlyWhatChanged() throws Exception {
        house.file("[probe]\ncolour = 'red'\n[probe.several.a]\ncolour = 'a'\n");
        house.probe("");
        house.start();
        String before = house.say("told").first();
        house.file(
                "[probe.several.a]\ncolour = 'b'\n[probe.several.c]\ncolour = 'c'\n# moved\n[probe]\ncolour = 'red'\n");
        House.await(() -> house.say("several").equals(new java.util.TreeSet<>(List.of("b", "c"))));
        assertThat(house.say("told")).as("the same instance").containsExactly(before);
        house.file("");
        House.await(() ->
                house.say("several").isEmpty() && house.say("told").first().startsWith("white 1"));
    }

    @Test
    void aWrongChangeLeavesEverythingAndIsVisible() throws Exception {
        house.file("[probe]\ncolour = 'red'\n");
        house.probe("");
        house.start();
        String before = house.say("told").first();
        house.file("[probe]\ncolour = 'blue'\ncount = 10\n");
        House.await(() -> check().getStatus() == Result.Status.WARN);
        assertThat(check().toString())
                .contains("etc/mailbay.toml, line 3: \"count\" in [probe] must be from 0 to 9, not 10");
        assertThat(house.say("told")).containsExactly(before);
        house.file("[probe]\ncolour = 'blue'\ncount = 9\n");
        House.await(() -> house.say("told").first().startsWith("blue 9"));
        // The components know a change before the check does.
        House.await(() -> check().isOk());
    }

    @Test
    void aChangeThatAComponentCannotStartWithIsTakenBack() throws Exception {
        house.file("[probe]\ncolour = 'red'\n");
        house.probe("");
        house.start();
        house.file("[probe.several.a]\ncolour = 'a'\n\n[probe]\ncolour = 'loud'\n");
        House.await(() -> check().getStatus() == Result.Status.WARN);
        assertThat(check().toString()).contains("etc/mailbay.toml, line 5: [probe] does not work: loud is no colour");
        House.await(() -> said().equals("red 1"));
        House.await(() -> house.say("several").isEmpty());
        house.file("[probe]\ncolour = 'quiet'\n");
        House.await(() -> said().equals("quiet 1"));
        House.await(() -> check().isOk());
    }

    @Test
    void theFirstThatAComponentIsToldIsTakenBackAsWell() throws Exception {
        house.file("");
        house.probe("");
        house.start();
        house.file("[probe]\ncolour = 'loud'\n");
        House.await(() -> check().toString().contains("line 2: [probe] does not work: loud is no colour"));
        House.await(() -> said().equals("white 1"));
    }

    @Test
    void aFileThatIsGoneOrCannotBeReadIsAWrongChange() throws Exception {
        house.file("[probe]\ncolour = 'red'\n");
        house.probe("");
        house.start();
        String before = house.say("told").first();
        house.remove();
        House.await(() -> check().toString().contains("etc/mailbay.toml: it is gone"));
        house.folderInPlaceOfTheFile();
        House.await(() -> check().toString().contains("etc/mailbay.toml: cannot be read: "));
        assertThat(house.say("told")).containsExactly(before);
        house.file("");
        House.await(() -> said().equals("white 1"));
        House.await(() -> check().isOk());
    }

    @Test
    void aWrongFileAtStartStopsTheServerBeforeAnythingRuns() throws Exception {
        house.file("[probe]\ncolor = 'red'\n");
        Bundle probe = house.probe("");
        List<Integer> states = new java.util.concurrent.CopyOnWriteArrayList<>();
        house.context().addBundleListener(event -> {
            if (event.getBundle() == probe) {
                states.add(event.getType());
            }
        });
        house.start();
        assertThat(house.framework().waitForStop(10_000).getType()).isEqualTo(FrameworkEvent.STOPPED);
        assertThat(states).doesNotContain(org.osgi.framework.BundleEvent.STARTED);
    }

    @Test
    void aBundleBringsDefaultsWhichGoWithIt() throws Exception {
        house.start();
        Bundle probe = house.probe("[probe.several.one]\ncolour = 'brought'\n");
        House.await(() -> house.say("several").contains("brought"));
        house.file("[probe.several.one]\nenabled = false\n[probe]\ncolour = 'green'\n");
        House.await(() -> house.say("several").isEmpty());
        House.await(() -> said().equals("green 1"));
        // Its table stays known, and is applied again when it comes back.
        probe.uninstall();
        House.await(() -> check().isOk());
        house.probe("[probe.several.two]\ncolour = 'second'\n");
        House.await(() -> house.say("several").contains("second"));
        House.await(() -> said().equals("green 1"));
    }

    @Test
    void theAdministratorSeesValuesWithTheirOrigin() throws Exception {
        house.file("[probe]\ncolour = 'red'\n");
        house.probe("");
        house.start();
        AdminResource resource = house.service(AdminResource.class, "(mailbay.admin.path=config)");
        Map<String, Object> body = Call.of("GET", "").to(resource);
        assertThat(body.get("tables").toString())
                .contains("table=probe", "{value=red, origin=etc/mailbay.toml", "{value=1, origin=default");
    }

    private String said() {
        return house.say("told").first().replaceAll(" @.*", "");
    }

    private Result check() {
        try {
            return house.service(HealthCheck.class, "(hc.name=config)").execute();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
