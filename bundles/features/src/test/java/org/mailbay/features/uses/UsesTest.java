package org.mailbay.features.uses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;

class UsesTest {
    @Test
    void whatIsGrantedCoversWhatIsAsked() throws Exception {
        Uses granted = Uses.parse("sockets, table:greylist ,service:org.mailbay.dns.*");
        assertThat(Uses.parse("sockets,tables,table:greylist,service:org.mailbay.dns.spi.Resolver")
                        .beyond(granted))
                .isEmpty();
        assertThat(Uses.parse("files, table:other, service:org.mailbay.dnsx.Y, processes")
                        .beyond(granted))
                .containsExactly("files", "processes", "service:org.mailbay.dnsx.Y", "table:other");
        assertThat(Uses.parse("").words()).isEmpty();
    }

    @Test
    void aWordThatMeansNothingIsRefused() {
        for (String word : new String[] {"socket", "table:", "service:*", "service:a b", "sockets;x=1", "Sockets"}) {
            assertThatThrownBy(() -> Uses.parse("files," + word))
                    .as(word)
                    .isInstanceOf(AdminProblem.class)
                    .hasMessageContaining("is nothing that a bundle may use");
        }
    }

    @Test
    void bytecodeTells() throws Exception {
        String path = "org/mailbay/features/probe/sockets/Caller.class";
        Evidence evidence = new Evidence();
        evidence.look(path, bytes(path));
        assertThat(evidence.uses().words()).containsExactly("sockets");
        assertThat(evidence.found().get("sockets")).startsWith(path).contains("java.net.Socket");

        // in a jar within the jar, too
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(bytes(path));
        }
        Evidence nested = new Evidence();
        nested.look("lib/a.jar", out.toByteArray());
        assertThat(nested.uses().words()).containsExactly("sockets");

        Evidence components = new Evidence();
        components.look("OSGI-INF/x.xml", """
                <scr:component name="x"><service><provide interface="a.Offered"/></service>
                <reference name="y" interface="a.Used" bind="b"/></scr:component>""".getBytes(StandardCharsets.UTF_8));
        assertThat(components.uses().words()).containsExactly("service:a.Used");
        assertThat(components.offers()).containsExactly("a.Offered");
    }

    @Test
    void aClassThatIsNoneIsRefusedRatherThanNotSeen() {
        assertThatThrownBy(() -> new Evidence().look("A.class", new byte[] {1, 2, 3, 4, 5}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("A.class is no class");
    }

    private static byte[] bytes(String path) throws IOException {
        try (InputStream in = UsesTest.class.getClassLoader().getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
