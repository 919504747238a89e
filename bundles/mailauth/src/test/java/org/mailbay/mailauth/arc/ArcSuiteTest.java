package org.mailbay.mailauth.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.Zone;
import org.mailbay.mime.Content;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The public test suite of ARC, {@code arc-draft-validation-tests.yml} of {@code ValiMail/arc_test_suite}, when the system property {@code
 * mailbay.arc.suite} says where it is. It is not part of this source.
 */
final class ArcSuiteTest {
    private int count;

    @Test
    void eachCaseHasItsResult() throws IOException {
        String path = System.getProperty("mailbay.arc.suite", "");
        assumeTrue(!path.isEmpty(), "no -Dmailbay.arc.suite=…/arc-draft-validation-tests.yml");
        List<String> failures = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(Path.of(path))) {
            for (Object scenario : new Yaml(new LoaderOptions()).loadAll(in)) {
                run(map(scenario), failures);
            }
        }
        assertThat(failures).as("of %d cases", count).isEmpty();
        assertThat(count).isGreaterThan(100);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private void run(Map<String, Object> scenario, List<String> failures) throws IOException {
        Zone zone = new Zone();
        map(scenario.get("txt-records")).forEach((name, text) -> zone.txt(name, text.toString()));
        for (Map.Entry<String, Object> test : map(scenario.get("tests")).entrySet()) {
            String wanted = map(test.getValue()).get("cv").toString().strip().toLowerCase(Locale.ROOT);
            Content content = Zone.message(map(test.getValue()).get("message").toString());
            ArcResult result = new ArcVerifier(zone).verify(content, RawHeader.read(content));
            count++;
            if (!result.verdict().word().equals(wanted.isEmpty() ? "fail" : wanted)) {
                failures.add(test.getKey() + ": " + result + " instead of " + wanted);
            }
        }
    }
}
