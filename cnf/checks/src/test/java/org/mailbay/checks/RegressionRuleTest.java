package org.mailbay.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionRuleTest {

    private SmallHouse house;

    /** A transcript with a scene, and a test. */
    @BeforeEach
    void begin(@TempDir Path root) throws IOException {
        house = new SmallHouse(root)
                .bundle("mime", "library", "-")
                .source("bundles/mime", "org.mailbay.mime", "Part", "public record Part(String type) {}")
                .write("itests/src/test/resources/transcripts/rfc8620/5.3-create.md", """
                        # Creating
                        ## Told
                        ```json response
                        ```
                        """)
                .write("bundles/mime/src/test/java/org/mailbay/mime/PartTest.java", """
                        class PartTest {
                            @Test
                            void tests() {
                            }
                        }
                        """);
    }

    @Test
    void whatIsProvedOrNotBuilt() throws IOException {
        house.write("docs/regressions.tsv", """
                # area, what went wrong, proofs
                JMAP	Told nobody	rfc8620/5.3-create.md#told PartTest.tests
                IMAP	Took all memory	not built (issue 6)
                DAV	Took all time	not built (later)
                """);
        assertThat(new RegressionRule().check(house.build())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JMAP;Wrong;|has no proof",
                "JMAP;Wrong|write: area",
                "JMAP;;PartTest.tests|write: area",
                "JMAP;Wrong;not built|is no proof",
                "JMAP;Wrong;not built (soon)|is no proof",
                "JMAP;Wrong;client|'client' is no proof",
                "JMAP;Wrong;PartTest.gone|no such test",
                "JMAP;Wrong;PartTest.tests rfc8620/5.3-create.md#gone|no such scene",
                "JMAP;Given;PartTest.tests|stands here twice"
            })
    void whatIsNot(String line, String words) throws IOException {
        house.write("docs/regressions.tsv", "JMAP\tGiven\tPartTest.tests\n" + line.replace(';', '\t') + "\n");
        assertThat(new RegressionRule().check(house.build()))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("docs/regressions.tsv:2", words));
    }
}
