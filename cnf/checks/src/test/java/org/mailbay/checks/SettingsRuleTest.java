package org.mailbay.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is documented and not there is found, and what is there and not documented. */
class SettingsRuleTest {
    private static final String METATYPE = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="C" name="Post" description="How letters go.">
                <AD id="maxLetters" type="Integer" description="Letters at a time." min="1" default="5"/>
                <AD id="ink" type="String" description="Its colour." default="blue">
                  <Option label="Blue" value="blue"/><Option label="Black" value="black"/>
                </AD>
                <AD id="stamps" type="String" cardinality="2147483647" description="What is stuck on." default=""/>
              </OCD>
              <Designate PID="post"><Object ocdref="C"/></Designate>
            </metatype:MetaData>
            """;
    private static final String ROWS =
            "\n| `[post]` | default | |\n|---|---|---|\n| `maxLetters`, `ink` | 5, `blue` | |\n| `stamps` | none | |\n";

    private SmallHouse house;

    @BeforeEach
    void post(@TempDir Path root) throws IOException {
        house = new SmallHouse(root)
                .bundle("post", "leaf", "-")
                .source("bundles/post", "org.mailbay.post", "Post", "class Post {}");
        declare("pid=\"post\"");
        documented(ROWS);
        reference();
    }

    private void declare(String pid) throws IOException {
        house.write("bundles/post/target/classes/OSGI-INF/metatype/C.xml", METATYPE.replace("PID=\"post\"", pid));
    }

    private void documented(String rows) throws IOException {
        house.write("bundles/post/README.md", "# Does `post`.\n" + rows);
    }

    private void reference() throws IOException {
        house.write(SettingsPage.FILE, "").write(SettingsPage.FILE, written());
    }

    private String written() throws IOException {
        return SettingsPage.text(house.root(), Settings.read(house.root(), "bundles"));
    }

    private void assertBreach(String... words) throws IOException {
        assertThat(new SettingsRule().check(house.build()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).contains(words));
    }

    @Test
    void allIsSaid() throws IOException {
        house.write(
                "docs/operator/post.md",
                "`[post] maxLetters = 7`, `[post] ink`, `[post]` `ink = \"black\"`\n\n```toml\n[post]\nstamps = [\"x\"]\n```\n");
        assertThat(new SettingsRule().check(house.build())).isEmpty();
        assertThat(written())
                .contains("## `[post]`")
                .contains("| `maxLetters` | whole number | `5` | from 1 | Letters at a time. |")
                .contains("| `ink` | text | `\"blue\"` | `blue`, `black` | Its colour. |")
                .contains("| `stamps` | list of texts | `[]` |  | What is stuck on. |");
    }

    @Test
    void changesOfAComponentThatTakesThem() throws IOException {
        assertThat(written()).contains("Changes: the component starts anew");
        house.write(
                "bundles/post/target/classes/OSGI-INF/post.xml",
                "<component name=\"post\" configuration-pid=\"post\" modified=\"change\"/>");
        assertThat(written()).contains("Changes: in place");
    }

    @Test
    void referenceThatIsOld() throws IOException {
        Files.writeString(house.root().resolve(SettingsPage.FILE), written().replace("from 1", "from 2"));
        assertBreach(SettingsPage.FILE, "run ./mailbay reference");
    }

    @Test
    void keyWithoutRow() throws IOException {
        documented(ROWS.replace("`stamps`", "stamps"));
        assertBreach("bundles/post/README.md", "no row for \"stamps\"", "`[post]`");
    }

    @Test
    void keyWithoutDescription() throws IOException {
        house.write(
                "bundles/post/target/classes/OSGI-INF/metatype/C.xml",
                METATYPE.replace("PID=", "pid=").replace("Its colour.", ""));
        reference();
        assertBreach("[post]", "what \"ink\" is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`[past]`|no bundle knows table [past]",
                "`[post] letters`|[post] has no key \"letters\"",
                "`[post] maxLetters = \"7\"`|\"maxLetters\" is a whole number",
                "`[post]` `ink = \"red\"`|\"ink\" is one of blue, black"
            })
    void sentenceThatIsWrong(String sentence, String words) throws IOException {
        house.write("docs/operator/post.md", "Set " + sentence + " there.\n");
        assertBreach("docs/operator/post.md:1", words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[past]|no bundle knows table [past]",
                "letters = 1|no key \"letters\"",
                "stamps = \"x\"|\"stamps\" is a list",
                "maxLetters = seven  # or so|\"maxLetters\" is a whole number"
            })
    void exampleThatIsWrong(String line, String words) throws IOException {
        house.write("docs/operator/post.md", "```toml\n[post]\nink = \"blue\"\n" + line + "\n```\n");
        assertBreach("docs/operator/post.md:4", words);
    }

    @Test
    void rowThatIsWrong() throws IOException {
        house.write("docs/operator/post.md", ROWS + "| `paper` | | |\n");
        assertBreach("docs/operator/post.md:6", "no key \"paper\"");
    }

    @Test
    void oneOfSeveral() throws IOException {
        several();
        house.write("docs/operator/post.md", "```toml\n[post.mine]\nink = \"blue\"\nenabled = false\n```\n");
        assertThat(new SettingsRule().check(house.build())).isEmpty();
    }

    @Test
    void severalWithoutName() throws IOException {
        several();
        house.write("docs/operator/post.md", "```toml\n[post]\nink = \"blue\"\n```\n");
        assertBreach("no bundle knows table [post]");
    }

    private void several() throws IOException {
        declare("factoryPid=\"post\"");
        documented(ROWS.replace("[post]", "[post.NAME]"));
        reference();
    }
}
