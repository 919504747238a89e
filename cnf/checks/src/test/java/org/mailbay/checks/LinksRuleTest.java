package org.mailbay.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that leads nowhere is found, with its line. */
class LinksRuleTest {

    private static House house(Path root, String link) throws IOException {
        return new SmallHouse(root)
                .bundle("post", "leaf", "-")
                .source("bundles/post", "org.mailbay.post", "Post", "class Post {}")
                .write("docs/operator/post.md", "# Post\n\n## `Large` letters, and small\n")
                .write("docs/README.md", "# Door\n\nSee " + link + ".\n")
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[post](operator/post.md)",
                "[large](operator/post.md#large-letters-and-small)",
                "[here](#door)",
                "[folder](operator)",
                "[elsewhere](https://example.org/gone.md)",
                "`[code](gone.md)`"
            })
    void leads(String link, @TempDir Path root) throws IOException {
        assertThat(new LinksRule().check(house(root, link))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[post](post.md)", "[large](operator/post.md#small-letters)", "[here](#window)"})
    void leadsNowhere(String link, @TempDir Path root) throws IOException {
        assertThat(new LinksRule().check(house(root, link)))
                .singleElement()
                .hasToString("docs/README.md:3: [links] leads nowhere: "
                        + link.substring(link.indexOf('(') + 1, link.length() - 1));
    }

    @Test
    void examplesAreNoLinks(@TempDir Path root) throws IOException {
        assertThat(new LinksRule().check(house(root, "\n```\n[x](gone.md)\n```\n")))
                .isEmpty();
    }
}
