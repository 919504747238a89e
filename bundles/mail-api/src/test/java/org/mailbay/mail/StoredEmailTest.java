package org.mailbay.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.store.BlobRef;

/** What is kept of an email: read whole, or only what is wanted. */
class StoredEmailTest {
    private static final Message MESSAGE =
            Message.parse("From: a@example.org\r\nSubject: x\r\n y\r\nX-Other: z\r\n\r\nbody\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

    private static StoredEmail email(String preview) {
        return new StoredEmail(new BlobRef(new byte[BlobRef.NAME_LENGTH], 77), preview, MESSAGE);
    }

    @Test
    void partsOfItAreReadAloneAsTheyAreTogether() {
        StoredEmail email = email("Grüße");
        byte[] stored = email.toBytes();
        assertThat(StoredEmail.fromBytes(stored)).isEqualTo(email);
        assertThat(StoredEmail.blob(stored)).isEqualTo(email.blob());
        assertThat(StandardCharsets.UTF_8.decode(StoredEmail.preview(stored)).toString())
                .isEqualTo("Grüße");
        List<String> seen = new ArrayList<>();
        StoredEmail.visitSummary(
                stored,
                (name, in, from, to) -> seen.add(name + ':' + new String(in, from, to - from, StandardCharsets.UTF_8)));
        assertThat(seen).containsExactly("Subject: x\r\n y", "From: a@example.org");
        assertThat(seen)
                .isEqualTo(MESSAGE.summary().fields().stream()
                        .map(HeaderField::toString)
                        .toList());
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] stored = email("").toBytes();
        stored[0]++;
        assertThatThrownBy(() -> StoredEmail.blob(stored)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredEmail.preview(stored)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredEmail.fromBytes(stored)).isInstanceOf(IllegalArgumentException.class);
    }
}
